import type { Details } from '../../server/first-start/schema.ts'
import { Loading, Notice } from '../parts/notice.tsx'
import { Choices } from './choices.tsx'
import { Frame } from './frame.tsx'
import { Places } from './places.tsx'
import { MoveProgress } from './progress.tsx'
import { Proof } from './proof.tsx'
import type { Start } from './use-first-start.ts'

/** For who holds the link: what lies where, what can be done, how far it is. */
export function Operator({ start }: { start: Start }) {
  const { details, phase } = start
  return (
    <Frame>
      <div className="mx-auto flex max-w-2xl flex-col gap-7">
        {start.proven ? (
          <Proof proven={start.proven} save={start.saveReport} />
        ) : !details ? (
          <Loading label={phase === 'starting' ? 'Mosaic is starting' : 'Looking at what is there'} />
        ) : phase === 'moving' || details.phase === 'moving' ? (
          <MoveProgress details={details} percent={start.percent} />
        ) : phase === 'starting' ? (
          <Arrived />
        ) : (
          <Undecided start={start} details={details} />
        )}
      </div>
    </Frame>
  )
}

function Undecided({ start, details }: { start: Start; details: Details }) {
  const { told, database } = details
  return (
    <>
      <title>What is to become of the data?</title>
      <div className="flex flex-col gap-3">
        <h1 className="text-2xl">
          {database.unfinished ? 'A move is not at its end' : 'Your data is not in the new database yet'}
        </h1>
        <p className="text-muted">
          {database.unfinished
            ? 'The database is filled in part. It goes on where it stopped; nothing is carried twice.'
            : 'Mosaic was given a database in which there is nobody’s data, while its data folder holds some. Until you choose, visitors read that you are back soon.'}
        </p>
      </div>
      {told?.failure && (
        <Notice tone="bad" live>
          <p className="font-medium">The move did not come to its end. The folder keeps all its data.</p>
          <p className="mt-0.5 whitespace-pre-line">{told.failure}</p>
        </Notice>
      )}
      <Places details={details} />
      {told ? (
        <Choices start={start} details={details} told={told} />
      ) : (
        <Notice tone="warn" live>
          The process that sees the data folder is not there just now. This page goes on when it is.
        </Notice>
      )}
    </>
  )
}

function Arrived() {
  return (
    <>
      <title>Nearly there</title>
      <h1 className="text-2xl">Nearly there</h1>
      <Loading label="The house is opened" />
    </>
  )
}
