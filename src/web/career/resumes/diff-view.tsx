import { clsx } from 'clsx'
import type { DiffLine } from '../../../resumes/schema.ts'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { useDiff, versionName } from './api.ts'

const SIGN = { same: '', removed: '−', added: '+' } as const
const SAID = { same: '', removed: 'Removed: ', added: 'Added: ' } as const

/** What changed from another version to this one. */
export function DiffView({ id, version, other }: { id: string; version: number; other: string }) {
  const diff = useDiff(id, version, other)
  if (diff.isPending) return <Loading label="Comparing" />
  if (diff.isError) return <Failed found={diff} />
  const { from, to, hunks } = diff.data
  if (hunks.length === 0) return <Empty title="No difference">Both versions have the same text.</Empty>
  return (
    <div>
      <p className="mb-3 text-sm text-muted">
        From {versionName(from)} to {versionName(to)}
      </p>
      {hunks.map(hunk => (
        <ol
          key={`${hunk.fromLine}-${hunk.toLine}`}
          aria-label={`From line ${hunk.toLine}`}
          className="mb-4 overflow-hidden rounded-lg border border-line bg-surface py-1"
        >
          {hunk.lines.map(line => (
            <Line key={`${line.kind}-${line.number}`} line={line} />
          ))}
        </ol>
      ))}
    </div>
  )
}

function Line({ line: { kind, text, words } }: { line: DiffLine }) {
  return (
    <li
      className={clsx(
        'flex gap-2 px-3',
        kind === 'removed' && 'bg-bad-tint text-bad',
        kind === 'added' && 'bg-tint text-accent',
      )}
    >
      <span aria-hidden className="w-4 shrink-0 select-none text-center leading-7">
        {SIGN[kind]}
      </span>
      <span className="min-w-0 flex-1 whitespace-pre-wrap leading-7">
        <span className="sr-only">{SAID[kind]}</span>
        {words
          ? words.map((word, index) =>
              word.changed ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: words of one line do not move
                <strong key={index} className="font-semibold underline decoration-2 underline-offset-4">
                  {word.text}
                </strong>
              ) : (
                word.text
              ),
            )
          : text}
      </span>
    </li>
  )
}
