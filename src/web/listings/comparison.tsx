import { Link } from '@tanstack/react-router'
import type { Comparison } from '../api/types.ts'
import { Missing } from './units.tsx'

/** Homes or places side by side. It scrolls inside itself with its first column standing, on phones and by keyboard. */
export function ComparisonTable({ comparison, slugs }: { comparison: Comparison; slugs?: Record<string, string> }) {
  const names = comparison.columns.map(column => column.name).join(' and ')
  return (
    <section
      aria-label={`Comparison of ${names}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
      tabIndex={0}
      className="scroll-x rounded-xl border border-line bg-surface shadow-card"
    >
      <table className="w-full min-w-max border-collapse text-sm sm:text-[0.9375rem]">
        <caption className="sr-only">Comparison of {names}</caption>
        <thead>
          <tr>
            <td className="sticky left-0 z-[1] w-28 bg-surface sm:w-40" />
            {comparison.columns.map(column => (
              <th
                key={column.id ?? column.name}
                scope="col"
                className="min-w-40 max-w-72 px-4 py-3.5 text-left align-bottom font-semibold"
              >
                {column.id ? (
                  <Link
                    to="/homes/$slug"
                    params={{ slug: slugs?.[column.id] ?? column.id }}
                    className="rounded text-accent underline-offset-4 hover:underline"
                  >
                    {column.name}
                  </Link>
                ) : (
                  column.name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map(row => (
            <tr key={row.label} className="border-t border-line">
              <th
                scope="row"
                className="sticky left-0 z-[1] w-28 max-w-28 border-r border-line bg-surface px-4 py-2.5 text-left align-top text-sm font-medium text-muted sm:w-40 sm:max-w-40"
              >
                {row.label}
              </th>
              {row.cells.map((cell, index) => (
                <td key={comparison.columns[index]?.name ?? index} className="max-w-72 px-4 py-2.5 align-top">
                  {cell ?? <Missing />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
