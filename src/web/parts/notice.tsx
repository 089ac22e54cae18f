import { clsx } from 'clsx'
import { CircleAlert, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { messageOf } from '../api/client.ts'
import { Button } from './button.tsx'

const TONES = {
  info: 'border-line bg-sunken text-soft',
  warn: 'border-warn-line bg-warn-tint text-warn',
  bad: 'border-bad-line bg-bad-tint text-bad',
}

export function Notice({
  tone = 'info',
  children,
  action,
  live = false,
}: {
  tone?: keyof typeof TONES
  children: ReactNode
  action?: ReactNode
  live?: boolean
}) {
  const Icon = tone === 'info' ? Info : CircleAlert
  return (
    <div
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={clsx(
        'flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-3.5 py-2.5 text-sm',
        TONES[tone],
      )}
    >
      <Icon size={17} aria-hidden className="shrink-0" />
      <div className="min-w-0 flex-1 basis-48">{children}</div>
      {action}
    </div>
  )
}

/** What was tried did not work: why, beside where it was tried. */
export function Trouble({ of, framed = false }: { of: { isError: boolean; error: unknown }; framed?: boolean }) {
  if (!of.isError) return null
  return framed ? (
    <Notice tone="bad" live>
      {messageOf(of.error)}
    </Notice>
  ) : (
    <p role="alert" className="text-sm text-bad">
      {messageOf(of.error)}
    </p>
  )
}

/** What was asked for did not come: why, and a button that asks again. */
export function Failed({ found }: { found: { error: unknown; refetch: () => Promise<unknown> } }) {
  return (
    <Notice
      tone="bad"
      live
      action={
        <Button small onClick={() => void found.refetch()}>
          Try again
        </Button>
      }
    >
      {messageOf(found.error)}
    </Notice>
  )
}

/** What a page shows where there is nothing (yet): one sentence of fact, one of what can be done. */
export function Empty({
  title,
  children,
  action,
  alone = false,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
  /** the page has no other heading */
  alone?: boolean
}) {
  const Heading = alone ? 'h1' : 'h2'
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-14 text-center">
      <Heading className="text-lg">{title}</Heading>
      {children && <div className="text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-3">{action}</div>}
    </div>
  )
}

export function Loading({ label }: { label: string }) {
  return (
    <div role="status" className="flex items-center justify-center gap-3 py-14 text-muted">
      <Dots />
      <span>{label}</span>
    </div>
  )
}

export function Dots() {
  return (
    <span className="thinking inline-flex gap-1" aria-hidden>
      {[0, 1, 2].map(dot => (
        <i key={dot} className="size-1.5 rounded-full bg-muted" />
      ))}
    </span>
  )
}
