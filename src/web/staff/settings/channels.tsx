import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ChannelName, ChannelState, TestResult } from '../../../house/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { formatWhen } from '../../words/time.ts'

const KEY = ['admin', 'channels']
const NAMES: Record<ChannelName, string> = { email: 'E-mail', sms: 'SMS', whatsapp: 'WhatsApp', push: 'Notifications' }

/** By which ways messages leave the house, how the last ones went, and a try of each. */
export function ChannelsPage() {
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<{ items: ChannelState[] }>('/api/admin/channels', signal),
    refetchInterval: 30_000,
  })
  if (found.isPending) return <Loading label="Looking at the channels" />
  if (found.isError) return <Failed found={found} />
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-prose text-muted">
        Keys and servers are set where Mosaic runs, not here. A test goes to you alone and shows what the provider
        answered.
      </p>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
        {found.data.items.map(channel => (
          <Channel key={channel.channel} of={channel} />
        ))}
      </ul>
    </div>
  )
}

function Channel({ of }: { of: ChannelState }) {
  const queries = useQueryClient()
  const { timeZone } = useBusiness()
  const name = NAMES[of.channel]
  const test = useMutation({
    mutationFn: () => sendJson<TestResult>('POST', `/api/admin/channels/${of.channel}/test`, {}),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  const facts = [
    of.from && `From ${of.from}`,
    of.by && `by ${of.by}`,
    of.lastAccepted && `last taken ${formatWhen(of.lastAccepted, timeZone)}`,
    of.lastRefused && `last refused ${formatWhen(of.lastRefused.at, timeZone)} (${of.lastRefused.code ?? 'no reason'})`,
    of.lastTest && `last test ${formatWhen(of.lastTest.at, timeZone)}: ${of.lastTest.outcome}`,
  ].filter(Boolean)
  return (
    <li className="flex flex-col gap-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-base font-semibold">
          {name} <span className={of.on ? 'text-accent' : 'text-muted'}>· {of.on ? 'on' : 'off'}</span>
        </h2>
        {of.on && of.to && (
          <Button small disabled={test.isPending} onClick={() => test.mutate()}>
            {test.isPending ? 'Sending' : `Send a test ${of.channel === 'push' ? '' : 'to me'}`}
          </Button>
        )}
      </div>
      {of.on ? (
        <p className="break-words text-sm text-muted">{facts.join(' · ') || 'Nothing was sent yet.'}</p>
      ) : (
        <p className="text-sm text-muted">Switched on by {of.needs.join(', ')} where Mosaic runs.</p>
      )}
      {of.on && !of.to && (
        <p className="text-sm text-muted">
          {of.channel === 'push'
            ? 'To try it, switch notifications on in this browser: Team, Notifications.'
            : 'To try it, add your number under Team, People.'}
        </p>
      )}
      {test.data && (
        <Notice tone={test.data.outcome === 'accepted' ? 'info' : 'bad'} live>
          <p className="font-medium">
            {test.data.outcome === 'accepted'
              ? `Taken for ${test.data.to}.`
              : test.data.outcome === 'refused'
                ? `Refused for ${test.data.to}.`
                : `No clear answer for ${test.data.to}: it may have been taken.`}
          </p>
          <p className="break-words">{[test.data.note, test.data.code].filter(Boolean).join(' · ')}</p>
        </Notice>
      )}
      <Trouble of={test} framed />
    </li>
  )
}
