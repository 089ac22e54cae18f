import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { StaffMember } from '../../../appointments/schema.ts'
import { getJson, messageOf, Problem, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Loading, Notice } from '../../parts/notice.tsx'
import { zoneName } from '../../words/time.ts'
import { type Availability as Found, TEAM, useSessionSettings, useSettings } from './api.ts'
import { TimeOffList } from './time-off.tsx'
import { faultOf, hoursOf, isSameWeek, type Week, weekOf } from './week.ts'
import { WeekEditor } from './week-editor.tsx'

/** The week and the time off of one member of staff, by the clock of their zone. */
export function Availability({ member }: { member: StaffMember }) {
  const found = useQuery({
    queryKey: [...TEAM, 'availability', member.id],
    queryFn: ({ signal }) => getJson<Found>(`/api/staff/availability?staff=${member.id}`, signal),
  })
  if (found.isPending) return <Loading label="Reading the hours" />
  if (found.isError)
    return (
      <Notice tone="bad" live>
        {messageOf(found.error)}
      </Notice>
    )
  const { staff, timeOff } = found.data
  return (
    <div className="flex flex-col gap-8">
      <div>
        <h2 className="text-xl">{staff.name}</h2>
        <p className="mt-1 text-muted">
          All times by the clock in {staff.timeZone.replaceAll('_', ' ')} ({zoneName(staff.timeZone)}).
        </p>
      </div>
      <div className="flex max-w-2xl flex-col gap-10">
        <div className="flex min-w-0 flex-col gap-10">
          <Hours key={staff.id} staff={staff} />
          {staff.role === 'coach' && <VideoLink key={staff.id} staff={staff} />}
        </div>
        <TimeOffList staff={staff} items={timeOff} />
      </div>
    </div>
  )
}

/** Where a coach meets people by video: their own room, shown to who booked by video. */
function VideoLink({ staff }: { staff: StaffMember }) {
  const queries = useQueryClient()
  const before = staff.videoLink ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const link = typed ?? before
  const isChanged = typed !== null && typed.trim() !== before
  const save = useMutation({
    mutationFn: (videoLink: string) =>
      sendJson<Found>('PUT', `/api/staff/availability?staff=${staff.id}`, { videoLink: videoLink || null }),
    onSuccess: async saved => {
      queries.setQueryData([...TEAM, 'availability', staff.id], saved)
      setTyped(null)
      await queries.invalidateQueries({ queryKey: TEAM })
    },
  })
  return (
    <section aria-label="Video link">
      <h3 className="text-lg">Video link</h3>
      <p className="mb-4 mt-1 text-sm text-muted">
        The room of your sessions by video. Members see it in what they booked, also where it changes later.
      </p>
      <form
        noValidate
        className="flex flex-wrap items-start gap-3"
        onSubmit={event => {
          event.preventDefault()
          if (isChanged) save.mutate(link.trim())
        }}
      >
        <Field
          label="Address"
          type="url"
          inputMode="url"
          placeholder="https://"
          autoComplete="off"
          maxLength={500}
          value={link}
          error={save.isError ? linkFault(save.error) : null}
          className="min-w-0 flex-1 basis-64"
          onChange={event => {
            setTyped(event.target.value)
            save.reset()
          }}
        />
        <Button type="submit" look="primary" disabled={!isChanged || save.isPending} className="mt-6.5">
          {save.isPending ? 'One moment' : 'Save link'}
        </Button>
      </form>
      <p role="status" className="mt-2 text-sm text-muted">
        {save.isSuccess && !isChanged ? 'Saved.' : ''}
      </p>
    </section>
  )
}

/** What is no address is refused before any rule is asked. */
const linkFault = (error: unknown) =>
  error instanceof Problem && error.status === 400
    ? 'Please give an address that begins with https://'
    : messageOf(error)

function Hours({ staff }: { staff: StaffMember }) {
  const queries = useQueryClient()
  const settings = useSettings()
  const sessions = useSessionSettings()
  const usual = staff.role === 'coach' ? sessions.data : settings.data
  const [typed, setTyped] = useState<Week | null>(null)
  const before = weekOf(staff.hours)
  const week = typed ?? before
  const isChanged = typed !== null && !isSameWeek(typed, before)
  const isFaulty = week.some(spans => faultOf(spans))
  const save = useMutation({
    mutationFn: (hours: Week) =>
      sendJson<Found>('PUT', `/api/staff/availability?staff=${staff.id}`, { hours: hoursOf(hours) }),
    onSuccess: async saved => {
      queries.setQueryData([...TEAM, 'availability', staff.id], saved)
      setTyped(null)
      await queries.invalidateQueries({ queryKey: TEAM })
    },
  })
  return (
    <section aria-label="Weekly hours" className="min-w-0">
      <h3 className="text-lg">Weekly hours</h3>
      <p className="mb-4 mt-1 text-sm text-muted">
        {staff.role === 'coach' ? 'Sessions' : 'Visits'} are offered where these lie within the hours of the house. What
        is booked stays booked.
      </p>
      <WeekEditor
        week={week}
        usual={usual ?? null}
        onChange={next => {
          setTyped(next)
          save.reset()
        }}
      />
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button look="primary" disabled={!isChanged || isFaulty || save.isPending} onClick={() => save.mutate(week)}>
          {save.isPending ? 'One moment' : 'Save hours'}
        </Button>
        {isChanged && !save.isPending && (
          <Button look="quiet" onClick={() => setTyped(null)}>
            Undo
          </Button>
        )}
        <p role="status" className="text-sm text-muted">
          {save.isSuccess && !isChanged ? 'Saved.' : isChanged && isFaulty ? 'Please look at the marked days.' : ''}
        </p>
      </div>
      {save.isError && (
        <div className="mt-4">
          <Notice tone="bad" live>
            {messageOf(save.error)}
          </Notice>
        </div>
      )}
    </section>
  )
}
