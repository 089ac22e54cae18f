import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { type SubmitEvent, useId, useState } from 'react'
import type { PostingImport } from '../../../catalogue/jobs/schema.ts'
import { ask, getJson } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Field, INPUT, Select } from '../../parts/field.tsx'
import { Empty, Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'

/** Brings a file of jobs in. What cannot be read waits below, with its line and reason. */
export function ImportJobs() {
  const id = useId()
  const queries = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const run = useMutation({
    mutationFn: async (form: FormData) =>
      (await (
        await ask('/api/admin/imports', { method: 'POST', headers: { accept: 'application/json' }, body: form })
      ).json()) as PostingImport,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['admin', 'jobs'] }),
  })
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const form = new FormData()
    form.set('kind', 'job')
    for (const name of ['format', 'source']) {
      const text = String(given.get(name) ?? '').trim()
      if (text) form.set(name, text)
    }
    if (given.get('replace') === 'on') form.set('replace', 'true')
    form.set('file', file!)
    run.mutate(form)
  }
  return (
    <section aria-label="Import jobs">
      <h2 className="text-xl">Import jobs</h2>
      <form onSubmit={send} className="mt-4 grid max-w-2xl gap-4 sm:grid-cols-2">
        <div className="flex flex-col gap-1.5 sm:col-span-2">
          <label htmlFor={id} className="text-sm font-medium">
            File of jobs
          </label>
          <input
            id={id}
            type="file"
            accept=".csv,.json"
            required
            onChange={event => {
              setFile(event.target.files?.[0] ?? null)
              run.reset()
            }}
            className={`${INPUT} py-2 file:mr-3 file:rounded-md file:border-0 file:bg-sunken file:px-3 file:py-1 file:text-sm file:font-medium file:text-ink`}
          />
        </div>
        <Select label="Shape" name="format">
          <option value="">By the name of the file</option>
          <option value="json">JSON</option>
          <option value="csv">CSV</option>
          <option value="greenhouse">Greenhouse job board</option>
          <option value="remoteok">RemoteOK</option>
        </Select>
        <Field label="Source" name="source" hint="Whose ids the file uses. The same source and id is the same job." />
        <label className="flex items-start gap-3 sm:col-span-2">
          <input type="checkbox" name="replace" className="mt-1 size-4.5 accent-[var(--c-accent)]" />
          <span>
            The file is complete
            <span className="block text-sm text-muted">
              Jobs of this source that it lacks are closed, never deleted.
            </span>
          </span>
        </label>
        <Button type="submit" look="primary" className="justify-self-start" disabled={!file || run.isPending}>
          {run.isPending ? 'Reading the file' : 'Import'}
        </Button>
      </form>
      <div className="mt-4 flex flex-col gap-4 empty:hidden">
        <Trouble of={run} framed />
        {run.data && (
          <Notice live tone={run.data.counts.refused > 0 ? 'warn' : 'info'}>
            {countsLine(run.data.counts)}
          </Notice>
        )}
        {run.data && <Refused report={run.data} />}
      </div>
    </section>
  )
}

export function countsLine({ added, updated, unchanged, closed, refused }: PostingImport['counts']): string {
  return `${added} added, ${updated} updated, ${unchanged} unchanged, ${closed} closed, ${refused} refused`
}

function Refused({ report }: { report: PostingImport }) {
  if (report.refused.length === 0) return null
  return (
    <>
      <section
        aria-label="Refused entries"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-xl border border-line"
      >
        <table className="tnum w-full text-sm">
          <caption className="sr-only">Refused entries</caption>
          <thead className="sticky top-0 bg-sunken text-left text-muted">
            <tr className="[&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
              <th scope="col">Line</th>
              <th scope="col">Field</th>
              <th scope="col">Why it was refused</th>
            </tr>
          </thead>
          <tbody>
            {report.refused.map((entry, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have nothing else of their own, and never move
              <tr key={at} className="border-t border-line bg-surface [&>td]:px-4 [&>td]:py-2 [&>td]:align-top">
                <td>{entry.line}</td>
                <td>{entry.field ?? ''}</td>
                <td>{entry.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <a
        href={`/api/admin/imports/${report.id}/refused`}
        download
        className={`${buttonClass('plain', true)} self-start`}
      >
        <Download size={16} aria-hidden />
        Download the refused entries
      </a>
    </>
  )
}

/** Earlier imports of jobs, of files and of feeds; each opens what it refused. */
export function PastImports() {
  const past = useQuery({
    queryKey: ['admin', 'jobs', 'imports'],
    queryFn: ({ signal }) => getJson<{ items: PostingImport[] }>('/api/admin/imports?kind=job', signal),
  })
  return (
    <section aria-label="Earlier imports">
      <h2 className="text-xl">Earlier imports</h2>
      {past.isPending && <Loading label="Looking up imports" />}
      {past.isError && <Failed found={past} />}
      {past.data?.items.length === 0 && <Empty title="None yet">A file or a feed that was read stands here.</Empty>}
      <ul className="mt-3 divide-y divide-line border-y border-line empty:hidden">
        {past.data?.items.map(one => (
          <li key={one.id} className="py-3">
            <p className="font-medium">
              {one.source} <span className="font-normal text-muted">· {one.fileName}</span>
            </p>
            <p className="tnum text-sm text-muted">
              {formatMoment(one.createdAt)} · {countsLine(one.counts)}
            </p>
            {one.counts.refused > 0 && <PastRefused id={one.id} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function PastRefused({ id }: { id: string }) {
  const [open, setOpen] = useState(false)
  const found = useQuery({
    queryKey: ['admin', 'jobs', 'imports', id],
    queryFn: ({ signal }) => getJson<PostingImport>(`/api/admin/imports/${id}`, signal),
    enabled: open,
  })
  return (
    <div className="mt-2 flex flex-col gap-3">
      <Button small look="quiet" className="self-start" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide what was refused' : 'Show what was refused'}
      </Button>
      {open && found.isError && <Failed found={found} />}
      {open && found.data && <Refused report={found.data} />}
    </div>
  )
}
