import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import type { Lead } from '../../../leads/desk/schema.ts'
import type { Temperature } from '../../../leads/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { sendJson } from '../../api/client.ts'
import { TextArea } from '../../appointments/contact-fields.tsx'
import { instantOf } from '../../appointments/slots.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Group } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { dateIn, formatDate, formatMoment, plusDays } from '../../words/time.ts'
import { useFreshLeads } from './use-leads.ts'
import { TEMPERATURES } from './words.ts'

/** What staff set, why and until when, with the way back to the computed one. */
export function OverrideTold({ lead }: { lead: Lead }) {
  const { timeZone } = useBusiness()
  const fresh = useFreshLeads()
  const withdraw = useMutation({
    mutationFn: () => sendJson('DELETE', `/api/staff/leads/${lead.personId}/override`),
    onSuccess: () => fresh(),
  })
  const { override, computed } = lead.summary
  if (!override) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
      <p>
        {override.by ?? 'Somebody'} set {TEMPERATURES[override.temperature].toLowerCase()} until{' '}
        {formatMoment(override.until, timeZone)}: “{override.reason}”. Computed: {TEMPERATURES[computed].toLowerCase()}.
      </p>
      <Button look="quiet" small disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
        Withdraw
      </Button>
      <Trouble of={withdraw} />
    </div>
  )
}

const WEEK = 7

/** A temperature beside the computed one: it needs a reason and an end. */
export function OverrideSheet({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { timeZone } = useBusiness()
  const fresh = useFreshLeads()
  const { override, computed } = lead.summary
  const today = dateIn(Date.now(), timeZone)
  const [draft, setDraft] = useState({
    temperature: override?.temperature ?? (computed === 'hot' ? ('warm' as const) : ('hot' as const)),
    reason: override?.reason ?? '',
    until: override ? dateIn(override.until, timeZone) : plusDays(today, WEEK),
  })
  const save = useMutation({
    mutationFn: () =>
      sendJson('POST', `/api/staff/leads/${lead.personId}/override`, {
        temperature: draft.temperature,
        reason: draft.reason.trim(),
        // To the end of that day where the business is.
        until: instantOf(plusDays(draft.until, 1), '00:00', timeZone),
      }),
    onSuccess: () => {
      onClose()
      void fresh()
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (draft.reason.trim() && draft.until) save.mutate()
  }
  return (
    <Sheet middle title="Set temperature" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <p className="text-muted">
          Lists go by what you set until its end; the computed temperature ({TEMPERATURES[computed].toLowerCase()})
          stays beside it.
        </p>
        <Group label="Temperature">
          {(Object.keys(TEMPERATURES) as Temperature[]).map(one => (
            <label key={one} className="inline-flex min-h-9 items-center gap-2 pr-3 pointer-coarse:min-h-11">
              <input
                type="radio"
                name="temperature"
                checked={draft.temperature === one}
                onChange={() => setDraft({ ...draft, temperature: one })}
                className="size-4.5 accent-[var(--c-accent)]"
              />
              {TEMPERATURES[one]}
            </label>
          ))}
        </Group>
        <TextArea
          label="Why"
          value={draft.reason}
          maxLength={500}
          onChange={reason => setDraft({ ...draft, reason })}
        />
        <Field
          label="Until the end of"
          type="date"
          min={today}
          max={plusDays(today, 364)}
          value={draft.until}
          hint={draft.until && formatDate(draft.until)}
          onChange={event => setDraft({ ...draft, until: event.target.value })}
        />
        <Trouble of={save} framed />
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={!draft.reason.trim() || !draft.until || save.isPending}>
            {save.isPending ? 'Saving' : 'Set it'}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
