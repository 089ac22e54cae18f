import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { MarketImportReport } from '../../../catalogue/markets/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Notice, Trouble } from '../../parts/notice.tsx'

const COLUMNS =
  'place, price_min, price_average, price_max, growth_1y, growth_5y, rental_yield, trend, infrastructure, attractions, source, as_of'

/** A CSV of figures: tried first, then brought in. Refused rows can be fetched, mended and brought again. */
export function ImportFigures() {
  const id = useId()
  const queries = useQueryClient()
  const [csv, setCsv] = useState<string | null>(null)
  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      sendJson<MarketImportReport>('POST', '/api/admin/settings/market/import', { csv, dryRun }),
    onSuccess: report => {
      if (!report.dryRun) void queries.invalidateQueries({ queryKey: ['staff', 'settings', 'market'] })
    },
  })
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          CSV file
        </label>
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt"
          onChange={async event => {
            run.reset()
            setCsv((await event.target.files?.[0]?.text()) ?? null)
          }}
          className={`${INPUT} py-2 file:mr-3 file:rounded-md file:border-0 file:bg-sunken file:px-3 file:py-1 file:text-sm file:font-medium file:text-ink`}
        />
        <p className="break-words text-sm text-muted">Columns: {COLUMNS}. Place, source and as_of are needed.</p>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button disabled={!csv || run.isPending} onClick={() => run.mutate(true)}>
          Try without changing
        </Button>
        <Button look="primary" disabled={!csv || run.isPending} onClick={() => run.mutate(false)}>
          Bring in
        </Button>
      </div>
      {run.isPending && <Notice live>Reading the file.</Notice>}
      <Trouble of={run} framed />
      {run.data && <Report report={run.data} />}
    </div>
  )
}

function Report({ report: { dryRun, counts, rows } }: { report: MarketImportReport }) {
  return (
    <section aria-label="Result" className="flex flex-col gap-3 text-sm">
      <Notice live tone={counts.refused > 0 ? 'warn' : 'info'}>
        <strong className="font-semibold">{dryRun ? 'Trial: nothing was changed.' : 'Brought in.'}</strong>{' '}
        {counts.added} new, {counts.unchanged} known already, {counts.refused} refused.
      </Notice>
      {rows.length > 0 && (
        <>
          <ul className="flex flex-col gap-2">
            {rows.slice(0, 100).map(row => (
              <li key={row.row} className="border-l-2 border-warn-line pl-2.5">
                <span className="tnum text-muted">
                  Row {row.row}
                  {row.column && `, ${row.column}`}:
                </span>{' '}
                {row.message}
              </li>
            ))}
          </ul>
          <Button small className="self-start" onClick={() => save(rows)}>
            Fetch refused rows
          </Button>
        </>
      )}
    </section>
  )
}

/** What a spreadsheet would run as a formula gets a quote before it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function save(rows: MarketImportReport['rows']): void {
  const names = [...new Set(rows.flatMap(row => Object.keys(row.content)))]
  const lines = [names, ...rows.map(row => names.map(name => row.content[name] ?? ''))]
  const blob = new Blob([`\uFEFF${lines.map(line => line.map(cell).join(',')).join('\r\n')}\r\n`], { type: 'text/csv' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = 'refused-figures.csv'
  link.click()
  URL.revokeObjectURL(link.href)
}
