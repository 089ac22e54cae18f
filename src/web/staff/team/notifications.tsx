import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BellOff, BellRing, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { PushDevice } from '../../../reminders/schema.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Loading, Notice } from '../../parts/notice.tsx'
import { formatDate } from '../../words/time.ts'
import {
  deviceName,
  needsHomeScreen,
  ownDevice,
  type PushState,
  readPushState,
  rememberDevice,
  subscribe,
  unsubscribe,
} from './push.ts'

const KEY = ['staff', 'push']
type Push = { publicKey: string | null; devices: PushDevice[]; state: PushState }

/** Whether this browser tells of new visits, moves and callbacks, and on which other devices that is so. */
export function Notifications() {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: KEY })
  const found = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<Push> => {
      const told = await getJson<Omit<Push, 'state'>>('/api/staff/push', signal)
      return { ...told, state: await readPushState(told.devices) }
    },
  })
  const remove = useMutation({
    mutationFn: async (id: string) => {
      if (id === ownDevice()) await unsubscribe()
      await sendJson('DELETE', `/api/staff/push/${id}`)
    },
    onSettled: refresh,
  })
  const test = useMutation({
    mutationFn: () => sendJson<{ devices: number; accepted: number }>('POST', '/api/staff/push/test'),
    onSettled: refresh,
  })
  if (found.isPending) return <Loading label="Looking at this browser" />
  if (found.isError)
    return (
      <Notice tone="bad" live>
        {messageOf(found.error)}
      </Notice>
    )
  const { publicKey, devices, state } = found.data
  return (
    <section aria-label="Notifications" className="flex max-w-2xl flex-col gap-8">
      <div className="rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5">
        {publicKey === null ? (
          <State on={false} title="Notifications are switched off here">
            Whoever runs this server switches them on with the setting <code>PUSH=on</code>.
          </State>
        ) : (
          <ThisDevice publicKey={publicKey} state={state} onRemove={id => remove.mutate(id)} busy={remove.isPending} />
        )}
      </div>
      {devices.length > 0 && (
        <div className="flex flex-col gap-4">
          <h2 className="text-lg">Your devices</h2>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
            {devices.map(device => (
              <li key={device.id} className="flex items-center gap-3 py-2.5 pl-4 pr-2">
                <div className="min-w-0 flex-1">
                  <p>
                    {device.device}
                    {device.id === ownDevice() && <span className="text-muted"> · this device</span>}
                  </p>
                  <p className="text-sm text-muted">Since {formatDate(device.createdAt)}</p>
                </div>
                <IconButton
                  label={`Remove ${device.device}`}
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(device.id)}
                >
                  <Trash2 size={17} aria-hidden />
                </IconButton>
              </li>
            ))}
          </ul>
          {publicKey !== null && (
            <div className="flex flex-wrap items-center gap-3">
              <Button disabled={test.isPending} onClick={() => test.mutate()}>
                {test.isPending ? 'Sending' : 'Send a test'}
              </Button>
              <p role="status" className="text-sm text-muted">
                {test.data && testWords(test.data)}
              </p>
            </div>
          )}
        </div>
      )}
      {(remove.error ?? test.error) && (
        <Notice tone="bad" live>
          {messageOf(remove.error ?? test.error)}
        </Notice>
      )}
    </section>
  )
}

function ThisDevice({
  publicKey,
  state,
  busy,
  onRemove,
}: {
  publicKey: string
  state: PushState
  busy: boolean
  onRemove: (id: string) => void
}) {
  const queries = useQueryClient()
  const enable = useMutation({
    mutationFn: async () => {
      const { endpoint, keys } = (await subscribe(publicKey)).toJSON()
      const device = deviceName(navigator.userAgent)
      const made = await sendJson<PushDevice>('POST', '/api/staff/push', { endpoint, keys, device })
      rememberDevice(made.id)
    },
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  if (state === 'unsupported')
    return (
      <State on={false} title="This browser cannot notify you">
        {needsHomeScreen()
          ? 'On an iPhone or iPad, first add this page to the home screen and open it from there.'
          : 'Open this page over https in a current browser, outside a private window.'}
      </State>
    )
  if (state === 'denied')
    return (
      <State on={false} title="Notifications are blocked in this browser">
        You or your browser said no to them. Allow them for this address in the settings of the browser, then reload.
      </State>
    )
  if (state === 'on')
    return (
      <State
        on
        title="On for this device"
        action={
          <Button disabled={busy} onClick={() => onRemove(ownDevice()!)}>
            Switch off
          </Button>
        }
      >
        New visits, changes and callbacks of yours show here, also while this page is closed.
      </State>
    )
  return (
    <>
      <State
        on={false}
        title="Off for this device"
        action={
          <Button look="primary" disabled={enable.isPending} onClick={() => enable.mutate()}>
            {enable.isPending ? 'One moment' : 'Switch on'}
          </Button>
        }
      >
        Be told of new visits, changes and callbacks of yours at once, also while this page is closed.
      </State>
      {enable.isError && (
        <div className="mt-4">
          <Notice tone="bad" live>
            {messageOf(enable.error)}
          </Notice>
        </div>
      )}
    </>
  )
}

function State({
  on,
  title,
  children,
  action,
}: {
  on: boolean
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  const Icon = on ? BellRing : BellOff
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <Icon size={22} aria-hidden className={on ? 'shrink-0 text-accent' : 'shrink-0 text-muted'} />
      <div className="min-w-0 flex-1 basis-56">
        <h2 className="text-[1.0625rem]">{title}</h2>
        <p className="mt-0.5 text-sm text-muted">{children}</p>
      </div>
      {action}
    </div>
  )
}

function testWords({ devices, accepted }: { devices: number; accepted: number }): string {
  if (devices === 0) return 'There is no device to send to.'
  if (accepted === devices)
    return devices === 1 ? 'Sent. It should show any moment.' : `Sent to all ${devices} devices.`
  return `Taken for ${accepted} of ${devices} devices. A device that withdrew is no longer listed.`
}
