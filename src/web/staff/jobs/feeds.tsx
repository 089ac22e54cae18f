import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import type { Feed, FeedRun } from '../../../catalogue/jobs/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Select } from '../../parts/field.tsx'
import { Failed, Loading, Notice } from '../../parts/notice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { formatMoment } from '../../words/time.ts'
import { countsLine } from './import-jobs.tsx'

/** Feeds of jobs, read by a clock. Off until somebody switches them on. */
export function Feeds() {
  const [adding, setAdding] = useState(false)
  const feeds = useQuery({
    queryKey: ['admin', 'jobs', 'feeds'],
    queryFn: ({ signal }) => getJson<{ items: Feed[] }>('/api/admin/feeds', signal),
  })
  return (
    <section aria-label="Feeds">
      <h2 className="text-xl">Feeds</h2>
      <p className="mt-2 max-w-prose text-muted">
        A public https address with jobs, read by the clock, hourly at most. After five failures it is asked once a day.
      </p>
      {feeds.isPending && <Loading label="Looking up feeds" />}
      {feeds.isError && <Failed found={feeds} />}
      <ul className="mt-4 flex flex-col gap-4 empty:hidden">
        {feeds.data?.items.map(feed => (
          <li key={feed.id} className="rounded-xl border border-line bg-surface p-4">
            <One feed={feed} />
          </li>
        ))}
      </ul>
      <div className="mt-4">
        {adding ? <Add onDone={() => setAdding(false)} /> : <Button onClick={() => setAdding(true)}>Add a feed</Button>}
      </div>
    </section>
  )
}

function One({ feed }: { feed: Feed }) {
  const queries = useQueryClient()
  const renew = () => queries.invalidateQueries({ queryKey: ['admin', 'jobs'] })
  const change = useMutation({
    mutationFn: (enabled: boolean) => sendJson<Feed>('PATCH', `/api/admin/feeds/${feed.id}`, { enabled }),
    onSettled: renew,
  })
  const run = useMutation({
    mutationFn: () => sendJson<FeedRun>('POST', `/api/admin/feeds/${feed.id}/runs`, {}),
    onSettled: renew,
  })
  const { lastRun } = feed
  const error = change.error ?? run.error
  return (
    <>
      <Toggle
        label={feed.name}
        hint={`${feed.shape}, ${feed.cron} (${feed.timeZone})`}
        on={feed.enabled}
        disabled={change.isPending}
        onChange={on => change.mutate(on)}
      />
      <p className="mt-2 break-all text-sm text-muted">{feed.url}</p>
      <p className="tnum mt-1 text-sm text-soft">
        {lastRun ? `${formatMoment(lastRun.startedAt)}: ${runText(lastRun)}` : 'Never read yet.'}
        {feed.failures > 1 && ` ${feed.failures} failures in a row.`}
        {feed.nextAt && ` Next: ${formatMoment(feed.nextAt)}.`}
      </p>
      <Button small className="mt-3" disabled={run.isPending} onClick={() => run.mutate()}>
        {run.isPending ? 'Reading' : 'Read now'}
        <span className="sr-only"> {feed.name}</span>
      </Button>
      {error && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {messageOf(error)}
        </p>
      )}
    </>
  )
}

function runText({ outcome, reason, counts }: FeedRun): string {
  if (outcome === 'failed') return reason ?? 'It failed.'
  if (outcome === null) return 'Not finished.'
  return counts ? `${countsLine(counts)}.` : 'Nothing new.'
}

function Add({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient()
  const { timeZone } = useBusiness()
  const add = useMutation({
    mutationFn: (body: Record<string, string>) => sendJson<Feed>('POST', '/api/admin/feeds', body),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['admin', 'jobs'] })
      onDone()
    },
  })
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()] as const)
    add.mutate(Object.fromEntries(given.filter(([, value]) => value)))
  }
  return (
    <form onSubmit={send} className="grid max-w-2xl gap-4 rounded-xl border border-line bg-surface p-4 sm:grid-cols-2">
      <Field label="Name" name="name" required maxLength={120} />
      <Select label="Shape" name="shape">
        <option value="greenhouse">Greenhouse job board</option>
        <option value="remoteok">RemoteOK</option>
        <option value="json">JSON</option>
        <option value="csv">CSV</option>
      </Select>
      <Field label="Address" name="url" type="url" required placeholder="https://" className="sm:col-span-2" />
      <Field
        label="When (cron)"
        name="cron"
        required
        defaultValue="15 6 * * *"
        hint="Minute, hour, day, month, weekday."
      />
      <Field label="Time zone" name="timeZone" defaultValue={timeZone} />
      {add.isError && (
        <div className="sm:col-span-2">
          <Notice tone="bad" live>
            {messageOf(add.error)}
          </Notice>
        </div>
      )}
      <div className="flex gap-3 sm:col-span-2">
        <Button type="submit" look="primary" disabled={add.isPending}>
          Add, switched off
        </Button>
        <Button look="quiet" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
