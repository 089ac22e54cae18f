import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Upgraded } from '../../../programmes/schema.ts'
import { messageOf, sendJson } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { formatDate } from '../../words/time.ts'
import { act, type Enrolment, keyOf, of, type Programme, refresh, useAct } from './api.ts'
import { settleDesk } from './desk.ts'
import { useZone } from './zone.ts'

/** What can be done with an enrolment as a whole: share, take along, pause, begin anew, move to a newer version. */
export function Settings({ programme, enrolment }: { programme: Programme; enrolment: Enrolment }) {
  const { id } = enrolment
  const zone = useZone()
  const share = useAct(id, (shared: boolean) => sendJson('PUT', of(id, '/sharing'), { shared }))
  const pause = useAct(id, () => act.pause(id))
  const undo = useAct(id, () => toOther(id, () => sendJson('DELETE', of(id, '/upgrade'))))
  const [sheet, setSheet] = useState<'anew' | 'upgrade' | null>(null)
  const failed = [share, pause, undo].find(({ isError }) => isError)
  const running = enrolment.state === 'active' || enrolment.state === 'waiting'
  return (
    <section aria-label="This programme and you" className="mt-6 flex flex-col gap-6 border-t border-line pt-7">
      {failed && (
        <Notice tone="bad" live>
          {messageOf(failed.error)}
        </Notice>
      )}
      {enrolment.newerVersion !== null && (
        <Notice
          action={
            <Button small onClick={() => setSheet('upgrade')}>
              See what changes
            </Button>
          }
        >
          There is a newer version of this programme. You stay on yours unless you want to move; every answer comes
          along.
        </Notice>
      )}
      {enrolment.upgradeUndoUntil !== null && (
        <Notice
          action={
            <Button small disabled={undo.isPending} onClick={() => undo.mutate()}>
              Go back
            </Button>
          }
        >
          {`You moved to a newer version. Until ${formatDate(enrolment.upgradeUndoUntil, zone)} you can go back to the one before.`}
        </Notice>
      )}
      <Toggle
        label="Share with my coach"
        hint="Off: only you read it. On: your coach reads it too; single answers can stay with you."
        on={share.isPending ? share.variables : enrolment.shared}
        onChange={on => share.mutate(on)}
      />
      <div>
        <h2 className="text-base">Take it with you</h2>
        <div className="mt-2.5 flex flex-wrap gap-2.5">
          <a className={buttonClass('plain', true)} href={`/api/enrolments/${id}/export?format=md`} download>
            As text (Markdown)
          </a>
          <a className={buttonClass('plain', true)} href={`/api/enrolments/${id}/export?format=json`} download>
            As data (JSON)
          </a>
        </div>
      </div>
      <div>
        <h2 className="text-base">Stop or begin again</h2>
        <div className="mt-2.5 flex flex-wrap gap-2.5">
          {running && enrolment.position !== null && (
            <Button small disabled={pause.isPending} onClick={() => pause.mutate()}>
              Pause
            </Button>
          )}
          <Button small onClick={() => setSheet('anew')}>
            Start anew
          </Button>
        </div>
      </div>
      {sheet === 'anew' && <StartAnew programme={programme} enrolment={enrolment} onClose={() => setSheet(null)} />}
      {sheet === 'upgrade' && <Upgrade enrolment={enrolment} onClose={() => setSheet(null)} />}
    </section>
  )
}

function StartAnew({
  programme,
  enrolment,
  onClose,
}: {
  programme: Programme
  enrolment: Enrolment
  onClose: () => void
}) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const begin = useAct(enrolment.id, async () => {
    const begun = await act.enrol(programme.key, true)
    queries.setQueryData<Enrolment>(keyOf.enrolment(enrolment.id), old => old && { ...old, state: 'archived' })
    return begun
  })
  return (
    <Sheet
      middle
      title="Start anew?"
      onClose={onClose}
      footer={
        <div className="flex flex-wrap gap-2.5">
          <Button
            look="primary"
            disabled={begin.isPending}
            onClick={() =>
              begin.mutate(undefined, {
                onSuccess: async begun => {
                  await refresh(queries, begun.id)
                  onClose()
                  await navigate({ to: '/career/programmes/$key', params: { key: programme.key }, search: {} })
                },
              })
            }
          >
            Start anew
          </Button>
          <Button look="quiet" onClick={onClose}>
            Stay with this one
          </Button>
        </div>
      }
    >
      <p>
        You begin with empty pages. What you wrote so far is put away, not deleted: you find it under “Earlier rounds”,
        to read, print and export.
      </p>
      {begin.isError && <p className="mt-3 text-bad">{messageOf(begin.error)}</p>}
    </Sheet>
  )
}

/** To another version only with everything on the server: what was written to one is never sent to the other. */
async function toOther<T>(id: string, send: () => Promise<T>): Promise<T> {
  if (!(await settleDesk(id))) throw new Error('Some of what you wrote is not saved yet. Please try again once it is.')
  return send()
}

/** What moving to the newer version would do, before it is done. */
function Upgrade({ enrolment, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  const { id, newerVersion } = enrolment
  const send = (dryRun: boolean) =>
    sendJson<Upgraded>('POST', of(id, '/upgrade'), { toVersion: newerVersion, ...(dryRun && { dryRun }) })
  const preview = useQuery({
    queryKey: ['upgrade', id, newerVersion],
    queryFn: () => send(true),
    staleTime: 0,
    gcTime: 0,
  })
  const change = useAct(id, () => toOther(id, () => send(false)))
  const found = preview.data
  return (
    <Sheet
      title="The newer version"
      onClose={onClose}
      footer={
        found && (
          <div className="flex flex-wrap gap-2.5">
            <Button
              look="primary"
              disabled={change.isPending}
              onClick={() => change.mutate(undefined, { onSuccess: onClose })}
            >
              Move to it
            </Button>
            <Button look="quiet" onClick={onClose}>
              Stay with mine
            </Button>
          </div>
        )
      }
    >
      {preview.isError && <Failed found={preview} />}
      <Trouble of={change} framed />
      {preview.isPending && <Loading label="Looking at what would change" />}
      {found && (
        <div className="flex flex-col gap-6">
          <p>Every answer is kept. You can go back for 30 days.</p>
          <Part title="Answers that move with their question">
            {found.moved.map(({ prompt, question, text }) => ({ key: prompt, question, text }))}
          </Part>
          <Part title="Kept as earlier questions, no longer asked">
            {found.retired.map(({ prompt, question, text }) => ({ key: prompt, question, text }))}
          </Part>
          <Part title="New questions">
            {found.fresh.map(({ prompt, question }) => ({ key: prompt, question, text: null }))}
          </Part>
        </div>
      )}
    </Sheet>
  )
}

function Part({
  title,
  children,
}: {
  title: string
  children: { key: string; question: string; text: string | null }[]
}) {
  if (children.length === 0) return null
  return (
    <section>
      <h3 className="text-base">{`${title} (${children.length})`}</h3>
      <ul className="mt-2 flex flex-col gap-3">
        {children.map(({ key, question, text }) => (
          <li key={key}>
            <p className="font-medium">{question}</p>
            {text && <p className="line-clamp-3 whitespace-pre-wrap text-muted">{text}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
