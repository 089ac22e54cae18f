import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useId, useState } from 'react'
import type { StaffMember, StaffMemberInput } from '../../../appointments/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, messageOf, Problem, sendJson } from '../../api/client.ts'
import type { AccountEntry } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Select } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { TEAM, useSessionSettings, useSettings, useTeam } from './api.ts'
import { ROLES } from './people.tsx'
import { faultOf, hoursOf, isSameWeek, type Week, weekOf } from './week.ts'
import { WeekEditor } from './week-editor.tsx'

export type Saved = { member: StaffMember; samples?: { retired: string[]; kept: string[] } | undefined }
type Fields = {
  name: string
  role: StaffMember['role']
  email: string
  phone: string
  timeZone: string
  slotMinutes: string
  visitsPerDay: string
  videoLink: string
  active: boolean
  accountId: string
}

/** Adds a member of staff, or changes one. */
export function MemberSheet({
  member,
  preset,
  onClose,
  onSaved,
}: {
  member: StaffMember | null
  preset?: Partial<Fields>
  onClose: () => void
  onSaved?: (saved: Saved) => void
}) {
  const id = useId()
  const business = useBusiness()
  const queries = useQueryClient()
  const settings = useSettings()
  const [fields, setFields] = useState<Fields>(() => ({ ...fieldsOf(member, business.timeZone), ...preset }))
  const [typedWeek, setWeek] = useState<Week | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const sessions = useSessionSettings()
  const usual = fields.role === 'coach' ? sessions.data : settings.data
  const before = weekOf(
    member?.hours ?? (usual?.weekdays ?? []).map(weekday => ({ weekday, opens: usual!.opens, closes: usual!.closes })),
  )
  const week = typedWeek ?? before
  const write = (change: Partial<Fields>) => setFields(now => ({ ...now, ...change }))

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const faults = faultsOf(fields, week)
    setErrors(faults)
    setProblem(Object.keys(faults).length > 0 ? 'Please look at what is marked.' : null)
    if (Object.keys(faults).length > 0) return
    setBusy(true)
    try {
      const hours = typedWeek && !isSameWeek(typedWeek, before) ? { hours: hoursOf(typedWeek) } : {}
      const body = { ...inputOf(fields), ...hours }
      const { samples, ...saved } = member
        ? await sendJson<StaffMember & Saved>('PATCH', `/api/admin/staff/${member.id}`, {
            ...body,
            version: member.version,
          })
        : await sendJson<StaffMember & Saved>('POST', '/api/admin/staff', body)
      await queries.invalidateQueries({ queryKey: TEAM })
      if (onSaved) onSaved({ member: saved, samples })
      else onClose()
    } catch (error) {
      if (error instanceof Problem) {
        const refused = error.fields.map(({ field, message }) => [field.split(/[./]/).at(-1)!, message])
        const one = typeof error.more.field === 'string' ? [[error.more.field, error.message]] : []
        setErrors(Object.fromEntries([...refused, ...one]))
      }
      setProblem(messageOf(error))
      setBusy(false)
    }
  }

  return (
    <Sheet
      title={member ? `Edit ${member.name}` : 'Add a member'}
      onClose={onClose}
      footer={
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} look="primary" disabled={busy}>
            {busy ? 'One moment' : 'Save'}
          </Button>
        </div>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-5">
        {problem && (
          <Notice tone="bad" live>
            {problem}
          </Notice>
        )}
        <Field
          label="Name"
          value={fields.name}
          maxLength={100}
          autoComplete="off"
          error={errors.name}
          onChange={event => write({ name: event.target.value })}
        />
        <Select
          label="Role"
          value={fields.role}
          onChange={event => write({ role: event.target.value as Fields['role'] })}
        >
          {Object.entries(ROLES).map(([role, label]) => (
            <option key={role} value={role}>
              {label}
            </option>
          ))}
        </Select>
        <Field
          label="E-mail"
          type="email"
          value={fields.email}
          autoComplete="off"
          error={errors.email}
          hint="Where notices of their appointments go."
          onChange={event => write({ email: event.target.value })}
        />
        <Field
          label="Phone"
          type="tel"
          value={fields.phone}
          autoComplete="off"
          error={errors.phone}
          hint="Visitors see it in what they booked."
          onChange={event => write({ phone: event.target.value })}
        />
        <SignIn
          value={fields.accountId}
          member={member}
          error={errors.accountId}
          onChange={accountId => write({ accountId })}
        />
        <ZoneField value={fields.timeZone} error={errors.timeZone} onChange={timeZone => write({ timeZone })} />
        {fields.role === 'coach' && (
          <Field
            label="Video link"
            type="url"
            placeholder="https://"
            value={fields.videoLink}
            autoComplete="off"
            error={errors.videoLink}
            hint="Where sessions by video are held."
            onChange={event => write({ videoLink: event.target.value })}
          />
        )}
        <div className={fields.role === 'coach' ? 'hidden' : 'grid grid-cols-2 gap-4'}>
          <Field
            label="Minutes a visit"
            type="number"
            min={15}
            max={480}
            step={5}
            value={fields.slotMinutes}
            error={errors.slotMinutes}
            onChange={event => write({ slotMinutes: event.target.value })}
          />
          <Field
            label="Visits a day"
            type="number"
            min={0}
            max={50}
            value={fields.visitsPerDay}
            error={errors.visitsPerDay}
            onChange={event => write({ visitsPerDay: event.target.value })}
          />
        </div>
        <Toggle
          label="Can be met"
          hint="Off: nothing new is given to them. What is booked stays booked."
          on={fields.active}
          onChange={active => write({ active })}
        />
        <div className="border-t border-line pt-5">
          <h3 className="mb-1 font-semibold">Hours</h3>
          <p className="mb-4 text-sm text-muted">By the clock in {fields.timeZone.replaceAll('_', ' ')}.</p>
          <WeekEditor week={week} usual={usual ?? null} onChange={setWeek} narrow />
        </div>
      </form>
    </Sheet>
  )
}

function SignIn({
  value,
  member,
  error,
  onChange,
}: {
  value: string
  member: StaffMember | null
  error: string | undefined
  onChange: (id: string) => void
}) {
  const team = useTeam()
  const accounts = useQuery({
    queryKey: ['admin', 'accounts', 'staff'],
    queryFn: ({ signal }) => getJson<{ items: AccountEntry[] }>('/api/admin/accounts?staff=true', signal),
  })
  const taken = new Map(team.data?.items.map(one => [one.accountId, one]))
  const choices = accounts.data?.items ?? []
  return (
    <div className="flex flex-col gap-1.5">
      <Select label="Sign-in" value={value} onChange={event => onChange(event.target.value)}>
        <option value="">None</option>
        {choices.map(({ id, name, email }) => {
          const holder = taken.get(id)
          const isOthers = holder !== undefined && holder.id !== member?.id
          return (
            <option key={id} value={id} disabled={isOthers}>
              {name} ({email}){isOthers ? `, is ${holder.name}` : ''}
            </option>
          )
        })}
      </Select>
      {error ? (
        <p className="text-sm text-bad">{error}</p>
      ) : (
        <p className="text-sm text-muted">With this sign-in they keep their own hours and get their notices.</p>
      )}
    </div>
  )
}

function ZoneField({
  value,
  error,
  onChange,
}: {
  value: string
  error: string | undefined
  onChange: (zone: string) => void
}) {
  const list = useId()
  return (
    <>
      <Field
        label="Time zone"
        list={list}
        value={value}
        autoComplete="off"
        spellCheck={false}
        error={error}
        onChange={event => onChange(event.target.value)}
      />
      <datalist id={list}>
        {Intl.supportedValuesOf('timeZone').map(zone => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  )
}

function fieldsOf(member: StaffMember | null, timeZone: string): Fields {
  return {
    name: member?.name ?? '',
    role: member?.role ?? 'agent',
    email: member?.email ?? '',
    phone: member?.phone ?? '',
    timeZone: member?.timeZone ?? timeZone,
    slotMinutes: String(member?.slotMinutes ?? 60),
    visitsPerDay: String(member?.visitsPerDay ?? 5),
    videoLink: member?.videoLink ?? '',
    active: member?.active ?? true,
    accountId: member?.accountId ?? '',
  }
}

function inputOf(fields: Fields): StaffMemberInput {
  return {
    name: fields.name.trim(),
    role: fields.role,
    email: fields.email.trim() || null,
    phone: fields.phone.trim() || null,
    timeZone: fields.timeZone.trim(),
    slotMinutes: Number(fields.slotMinutes),
    visitsPerDay: Number(fields.visitsPerDay),
    videoLink: fields.videoLink.trim() || null,
    active: fields.active,
    accountId: fields.accountId || null,
  }
}

function faultsOf(fields: Fields, week: Week): Record<string, string> {
  const isWhole = (text: string, low: number, high: number) =>
    /^\d+$/.test(text.trim()) && Number(text) >= low && Number(text) <= high
  return {
    ...(fields.name.trim() === '' && { name: 'Please give a name.' }),
    ...(fields.timeZone.trim() === '' && { timeZone: 'Please give a time zone such as Asia/Kolkata.' }),
    ...(!isWhole(fields.slotMinutes, 15, 480) && { slotMinutes: 'From 15 to 480.' }),
    ...(!isWhole(fields.visitsPerDay, 0, 50) && { visitsPerDay: 'From 0 to 50.' }),
    ...(fields.videoLink.trim() !== '' &&
      !/^https:\/\/\S+$/.test(fields.videoLink.trim()) && { videoLink: 'Please begin with https://' }),
    ...(week.some(spans => faultOf(spans)) && { hours: 'Hours' }),
  }
}
