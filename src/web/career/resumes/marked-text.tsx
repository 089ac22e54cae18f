import { clsx } from 'clsx'
import { useEffect, useRef } from 'react'

/** A version to read, its lines numbered, some of them marked. */
export function MarkedText({ text, lines }: { text: string; lines: number[] }) {
  const first = useRef<HTMLLIElement>(null)
  const marked = new Set(lines)
  const start = Math.min(...lines)
  useEffect(() => {
    if (Number.isFinite(start)) first.current?.scrollIntoView({ block: 'center' })
  }, [start])
  return (
    <ol aria-label="Lines of the text" className="rounded-lg border border-line bg-surface py-3">
      {text.split('\n').map((line, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          key={index}
          ref={index + 1 === start ? first : null}
          className={clsx('flex gap-3 px-3', marked.has(index + 1) && 'bg-warn-tint')}
        >
          <span aria-hidden className="tnum w-7 shrink-0 select-none text-right text-sm leading-7 text-muted">
            {index + 1}
          </span>
          <span className="min-w-0 flex-1 whitespace-pre-wrap leading-7">
            {marked.has(index + 1) ? <mark className="bg-transparent text-ink">{line}</mark> : line}
          </span>
        </li>
      ))}
    </ol>
  )
}
