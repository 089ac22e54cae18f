import type { ReactNode } from 'react'

/** A table of a few columns, the first of which names the row. On a narrow screen it scrolls by itself. */
export function Table({
  caption,
  head,
  rows,
}: {
  caption: string
  head: readonly string[]
  rows: readonly { key: string; cells: readonly ReactNode[] }[]
}) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="scroll-x rounded-xl border border-line"
    >
      <table className="tnum w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="bg-sunken text-left text-muted">
          <tr>
            {head.map(label => (
              <th key={label} scope="col" className="px-3 py-2 font-medium sm:px-4">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...rest] }) => (
            <tr key={key} className="border-t border-line bg-surface">
              <th scope="row" className="px-3 py-2.5 text-left font-medium sm:px-4">
                {first}
              </th>
              {rest.map((cell, at) => (
                <td key={head[at + 1]} className="px-3 py-2.5 sm:px-4">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
