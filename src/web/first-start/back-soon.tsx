import { Dots } from '../parts/notice.tsx'
import { Frame } from './frame.tsx'

/** For visitors, who are owed no more than that it comes back. */
export function BackSoon({ wrong }: { wrong: boolean }) {
  return (
    <Frame>
      <div className="mx-auto flex max-w-md flex-col items-center gap-3 pt-14 text-center sm:pt-24">
        <h1 className="text-2xl">Back soon</h1>
        <p className="text-muted">We are moving to a new home. This page opens by itself when we are there.</p>
        <p role="status" className="mt-3">
          <Dots />
          <span className="sr-only">Waiting</span>
        </p>
        {wrong && (
          <p role="alert" className="text-sm text-muted">
            The link that brought you here opens nothing any more. The newest one is in the log.
          </p>
        )}
      </div>
    </Frame>
  )
}
