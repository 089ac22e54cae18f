import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type SubmitEvent, useId, useState } from 'react'
import { ask, getJson } from '../api/client.ts'
import type { ImportReport, ImportSummary } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Field, INPUT } from '../parts/field.tsx'
import { Notice, Trouble } from '../parts/notice.tsx'
import { formatCount, sentence } from '../words/home.ts'
import { formatDate } from '../words/time.ts'

/** Brings a file into the catalogue: first as a trial that changes nothing, then for good. Refused rows can be fetched. */
export default function Imports() {
  const id = useId()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const run = useMutation({
    mutationFn: async (form: FormData) => {
      const answer = await ask('/api/admin/imports', {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: form,
      })
      return (await answer.json()) as ImportReport
    },
    onSuccess: report => {
      if (!report.dryRun) void queries.invalidateQueries({ queryKey: ['admin'] })
    },
  })
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const form = new FormData()
    // Fields go before the file: a server that streams has read them by the time the file comes.
    form.set(
      'dryRun',
      String((event.nativeEvent as globalThis.SubmitEvent).submitter?.getAttribute('value') === 'trial'),
    )
    form.set('replace', String(fields.get('replace') === 'on'))
    const source = String(fields.get('source') ?? '').trim()
    if (source) form.set('source', source)
    form.set('file', file!)
    run.mutate(form)
  }
  return (
    <section aria-label="Import" className="grid gap-10 lg:grid-cols-[22rem_minmax(0,1fr)]">
      <form onSubmit={send} className="flex flex-col gap-4">
        <div className="flex flex-col gap-1.5">
          <label htmlFor={id} className="text-sm font-medium">
            File
          </label>
          <input
            id={id}
            type="file"
            accept=".csv,.tsv,.txt,.json,.xlsx"
            required
            onChange={event => {
              setFile(event.target.files?.[0] ?? null)
              run.reset()
            }}
            className={`${INPUT} py-2 file:mr-3 file:rounded-md file:border-0 file:bg-sunken file:px-3 file:py-1 file:text-sm file:font-medium file:text-ink`}
          />
          <p className="text-sm text-muted">
            CSV with one row for each unit, JSON, or an Excel workbook with the sheets “listings” and “units”.
          </p>
        </div>
        <Field
          label="Source"
          name="source"
          placeholder="e.g. site-list"
          hint="A name for where the rows come from. The same source and row number updates the same home."
        />
        <label className="flex items-start gap-3">
          <input type="checkbox" name="replace" className="mt-1 size-4.5 accent-[var(--c-accent)]" />
          <span>
            Hide what is missing
            <span className="block text-sm text-muted">
              Homes of this source that are not in the file are hidden, never deleted.
            </span>
          </span>
        </label>
        <div className="flex flex-wrap gap-3">
          <Button type="submit" value="trial" disabled={!file || run.isPending}>
            Try without changing
          </Button>
          <Button type="submit" value="import" look="primary" disabled={!file || run.isPending}>
            Import
          </Button>
        </div>
      </form>
      <div className="flex min-w-0 flex-col gap-8">
        {run.isPending && <Notice live>Reading the file.</Notice>}
        <Trouble of={run} framed />
        {run.data && <Report report={run.data} />}
        <History />
      </div>
    </section>
  )
}

function Report({ report }: { report: ImportReport }) {
  return (
    <section aria-label="Result" className="flex flex-col gap-4">
      <Notice live tone={report.counts.refused > 0 ? 'warn' : 'info'}>
        <strong className="font-semibold">{report.dryRun ? 'Trial: nothing was changed.' : 'Imported.'}</strong>{' '}
        {report.counts.refused > 0
          ? `${formatCount(report.counts.refused)} of ${formatCount(report.counts.read)} rows were refused.`
          : 'Every row was taken.'}
      </Notice>
      <dl className="tnum grid grid-cols-3 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-6">
        {Object.entries(report.counts).map(([key, count]) => (
          <div key={key} className="bg-surface px-4 py-3">
            <dt className="text-sm text-muted">{sentence(key)}</dt>
            <dd className="text-xl font-semibold">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {report.rows.length > 0 && (
        <section
          aria-label="Refused rows"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-xl border border-line"
        >
          <table className="tnum w-full text-sm">
            <caption className="sr-only">Refused rows</caption>
            <thead className="sticky top-0 bg-sunken text-left text-muted">
              <tr className="[&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
                <th scope="col">Row</th>
                <th scope="col">Column</th>
                <th scope="col">Why it was refused</th>
              </tr>
            </thead>
            <tbody>
              {report.rows.map(row => (
                <tr
                  key={`${row.row} ${row.column} ${row.code}`}
                  className="border-t border-line bg-surface [&>td]:px-4 [&>td]:py-2 [&>td]:align-top"
                >
                  <td>{row.row}</td>
                  <td>{row.column ?? ''}</td>
                  <td>
                    {row.message} <span className="text-muted">({row.code})</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {report.id && report.counts.refused > 0 && <Refused id={report.id} />}
    </section>
  )
}

function Refused({ id }: { id: string }) {
  return (
    <a href={`/api/admin/imports/${id}/refused`} download className={`${buttonClass('plain', true)} self-start`}>
      <Download size={16} aria-hidden />
      Download the refused rows
    </a>
  )
}

function History() {
  const { data } = useQuery({
    queryKey: ['admin', 'imports'],
    queryFn: ({ signal }) => getJson<{ items: ImportSummary[] }>('/api/admin/imports', signal),
  })
  if (!data || data.items.length === 0) return null
  return (
    <section aria-label="Earlier imports">
      <h2 className="mb-2 text-lg">Earlier imports</h2>
      <ul className="divide-y divide-line border-y border-line">
        {data.items.map(past => (
          <li key={past.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5">
            <span className="min-w-0">
              <span className="block font-medium">{past.fileName}</span>
              <span className="tnum block text-sm text-muted">
                {formatDate(past.createdAt)} · {past.counts.added} added, {past.counts.updated} updated,{' '}
                {past.counts.refused} refused
              </span>
            </span>
            {past.counts.refused > 0 && <Refused id={past.id} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
