import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { Unfold } from './unfold.tsx'

/** The room that a drawing gets, in pixels: letters keep their size on every screen. */
export function useWidth() {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const node = box.current
    if (!node) return
    const measure = () => setWidth(Math.round(node.clientWidth))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  return { box, width }
}

/** A drawing with what it says in a sentence, and its numbers as a table for whoever reads or hears them. */
export function Figure({
  title,
  words,
  height,
  draw,
  columns,
  rows,
}: {
  title: string
  words: string
  height: number
  draw: (width: number) => ReactNode
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}) {
  const id = useId()
  const { box, width } = useWidth()
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface px-4 py-5 shadow-card sm:px-6">
      <h2 id={id} className="text-lg">
        {title}
      </h2>
      <p className="mt-1 text-soft">{words}</p>
      <div ref={box} className="mt-4 min-w-0">
        <svg
          role="img"
          aria-label={`${title}. ${words}`}
          width={width || undefined}
          height={height}
          viewBox={`0 0 ${width || 1} ${height}`}
          className="block max-w-full"
        >
          {width > 0 && draw(width)}
        </svg>
      </div>
      <div className="mt-2">
        <Unfold title="As a table">
          <table className="tnum w-full max-w-prose border-collapse text-left text-[0.9375rem]">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr className="border-b border-edge text-sm text-muted">
                {columns.map(column => (
                  <th key={column} scope="col" className="py-1.5 pr-4 font-medium">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own and do not move
                <tr key={index} className="border-b border-line">
                  {row.map((cell, at) => (
                    <td key={columns[at]} className="py-1.5 pr-4">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Unfold>
      </div>
    </section>
  )
}
