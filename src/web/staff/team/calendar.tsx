import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { StaffCalendar } from '../../../appointments/calendars/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { keep, readKept } from '../../parts/kept.ts'
import { Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { formatWhen } from '../../words/time.ts'
import { CaldavForm } from './caldav-form.tsx'
import { Feed } from './feed.tsx'

const KEY = ['staff', 'calendar']
const LEFT_FOR_GOOGLE = 'mosaic.google'

/** Whether this page is what Google leads back to. */
export const comesFromGoogle = () => readKept('tab', LEFT_FOR_GOOGLE) !== null

const markGoogle = (isLeaving: boolean) => keep('tab', LEFT_FOR_GOOGLE, isLeaving ? '1' : null)

const TROUBLES: Record<string, string> = {
  consent: 'Google Calendar was not connected: Google says that access was not given. You can try again.',
  connected: 'A calendar is connected already. Disconnect it first.',
}

/** One's own appointments in one's own calendar: by a private address, or connected both ways. */
export function MyCalendar({ trouble }: { trouble?: string | undefined }) {
  const queries = useQueryClient()
  const found = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const calendar = await getJson<StaffCalendar>('/api/staff/calendar', signal)
      markGoogle(false)
      return calendar
    },
    refetchInterval: 30_000,
  })
  return (
    <div className="grid max-w-5xl gap-x-12 gap-y-10 lg:grid-cols-2">
      <section aria-labelledby="connected" className="flex min-w-0 flex-col gap-5">
        <div>
          <h2 id="connected" className="text-lg">
            Connected calendar
          </h2>
          <p className="mt-1 text-muted">
            Your visits are written into it, what is busy there blocks your free times here, and moving or deleting a
            visit there does the same here.
          </p>
        </div>
        {trouble && !found.data?.connected && (
          <Notice tone="warn" live>
            {TROUBLES[trouble] ?? 'The calendar could not be connected. You can try again.'}
          </Notice>
        )}
        {found.isPending && <Loading label="Asking for your calendar" />}
        <Trouble of={found} framed />
        {found.data?.connected && <Connected calendar={found.data.connected} />}
        {found.data && !found.data.connected && (
          <>
            <CaldavForm onConnected={calendar => queries.setQueryData(KEY, calendar)} />
            {found.data.google && <Google />}
          </>
        )}
      </section>
      <Feed />
    </div>
  )
}

function Connected({ calendar }: { calendar: NonNullable<StaffCalendar['connected']> }) {
  const queries = useQueryClient()
  const { timeZone } = useBusiness()
  const refresh = () => queries.invalidateQueries({ queryKey: KEY })
  const sync = useMutation({ mutationFn: () => sendJson('POST', '/api/staff/calendar/sync'), onSettled: refresh })
  const leave = useMutation({ mutationFn: () => sendJson('DELETE', '/api/staff/calendar'), onSettled: refresh })
  const { provider, name, state, error, pulledAt } = calendar
  const problem = sync.error ?? leave.error
  return (
    <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5">
      <div>
        <p className="font-medium">{name}</p>
        <p className="text-sm text-muted">
          {provider === 'google' ? 'Google Calendar' : 'CalDAV'} ·{' '}
          {pulledAt ? `last read ${formatWhen(pulledAt, timeZone).replace(/^To/, 'to')}` : 'not read yet'}
        </p>
      </div>
      {state === 'failing' ? (
        <Notice tone="bad">
          <p className="font-medium">It does not work at the moment. We keep trying.</p>
          {error && <p className="mt-0.5">{error}</p>}
        </Notice>
      ) : (
        error && <Notice tone="warn">{error}</Notice>
      )}
      {problem && (
        <Notice tone="bad" live>
          {messageOf(problem)}
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={sync.isPending} onClick={() => sync.mutate()}>
          {sync.isPending ? 'One moment' : 'Read it now'}
        </Button>
        <Button look="danger" disabled={leave.isPending} onClick={() => leave.mutate()}>
          Disconnect
        </Button>
        <p role="status" className="text-sm text-muted">
          {sync.isSuccess ? 'It is being read.' : ''}
        </p>
      </div>
      <p className="text-sm text-muted">Disconnecting leaves what is in the calendar where it is.</p>
    </div>
  )
}

function Google() {
  const start = useMutation({
    mutationFn: () => sendJson<{ url: string }>('POST', '/api/staff/calendar/google'),
    onSuccess: ({ url }) => {
      markGoogle(true)
      location.assign(url)
    },
  })
  return (
    <div className="flex flex-col items-start gap-3 border-t border-line pt-5">
      <h3 className="font-semibold">Google Calendar</h3>
      <p className="text-sm text-muted">Google asks you which calendar we may read and write.</p>
      <Trouble of={start} framed />
      <Button disabled={start.isPending} onClick={() => start.mutate()}>
        {start.isPending ? 'One moment' : 'Connect Google Calendar'}
      </Button>
    </div>
  )
}
