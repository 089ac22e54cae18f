import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { StaffMember } from '../../../appointments/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { messageOf } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Empty, Loading, Notice } from '../../parts/notice.tsx'
import { useTeam } from './api.ts'
import { MemberSheet, type Saved } from './member-sheet.tsx'
import { weekWords } from './week.ts'

export const ROLES: Record<StaffMember['role'], string> = { agent: 'Relationship manager', coach: 'Coach' }

/** Everybody who can be met. Administrators add and change them. */
export function People({ isAdmin }: { isAdmin: boolean }) {
  const team = useTeam()
  const [open, setOpen] = useState<StaffMember | 'new' | null>(null)
  const [saved, setSaved] = useState<Saved | null>(null)
  if (team.isPending) return <Loading label="Reading the team" />
  if (team.isError)
    return (
      <Notice tone="bad" live>
        {messageOf(team.error)}
      </Notice>
    )
  const { items, me } = team.data
  const add = isAdmin && (
    <Button look="primary" onClick={() => setOpen('new')}>
      <Plus size={17} aria-hidden />
      Add a member
    </Button>
  )
  const list = (members: StaffMember[]) => (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card empty:hidden">
      {members.map(member => (
        <Member
          key={member.id}
          member={member}
          isMe={member.id === me}
          isAdmin={isAdmin}
          onEdit={() => setOpen(member)}
        />
      ))}
    </ul>
  )
  return (
    <section aria-label="People" className="flex flex-col gap-5">
      {saved && <SavedNotice saved={saved} />}
      {items.length === 0 ? (
        <Empty title="Nobody is on the team yet" action={add}>
          Visits can be booked once there is somebody to meet.
        </Empty>
      ) : (
        <>
          {list(items.filter(({ active }) => active))}
          {add && <div>{add}</div>}
          {items.some(({ active }) => !active) && (
            <div className="mt-5">
              <h2 className="mb-3 text-lg">Not met at present</h2>
              {list(items.filter(({ active }) => !active))}
            </div>
          )}
        </>
      )}
      {open && (
        <MemberSheet
          member={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onSaved={done => {
            setSaved(done)
            setOpen(null)
          }}
        />
      )}
    </section>
  )
}

function Member({
  member,
  isMe,
  isAdmin,
  onEdit,
}: {
  member: StaffMember
  isMe: boolean
  isAdmin: boolean
  onEdit: () => void
}) {
  const { timeZone } = useBusiness()
  const marks = [isMe && 'you', member.sample && 'sample'].filter(Boolean)
  const reached = [member.email, member.phone].filter(Boolean).join(' · ')
  const isElsewhere = member.timeZone !== timeZone
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-3 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">
          {member.name}
          {marks.map(mark => (
            <span
              key={String(mark)}
              className="ml-2 inline-block rounded-full border border-line bg-sunken px-2 py-px text-xs font-medium text-muted"
            >
              {mark}
            </span>
          ))}
        </p>
        <p className="mt-0.5 text-sm text-muted">
          {ROLES[member.role]}
          {reached && ` · ${reached}`}
        </p>
        <p className="tnum mt-0.5 text-sm text-soft">
          {weekWords(member.hours)}
          {isElsewhere && <span className="text-muted"> ({member.timeZone.replaceAll('_', ' ')})</span>}
        </p>
        <p className="text-sm text-muted">
          {member.slotMinutes} minutes a visit, at most {member.visitsPerDay} a day
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {(isAdmin || isMe) && (
          <Link
            to="/console/$section"
            params={{ section: 'availability' }}
            search={isMe ? { view: 'week' } : { view: 'week', member: member.id }}
            className={buttonClass('plain', true)}
            aria-label={`Hours and time off of ${member.name}`}
          >
            Hours and time off
          </Link>
        )}
        {isAdmin && (
          <Button small onClick={onEdit} aria-label={`Edit ${member.name}`}>
            Edit
          </Button>
        )}
      </div>
    </li>
  )
}

function SavedNotice({ saved: { member, samples } }: { saved: Saved }) {
  const named = (names: string[]) => new Intl.ListFormat('en-IN').format(names)
  return (
    <Notice live>
      <p className="font-medium">{member.name} is saved.</p>
      {samples && samples.retired.length > 0 && (
        <p className="mt-0.5">{named(samples.retired)} of the sample staff left, now that somebody real is here.</p>
      )}
      {samples && samples.kept.length > 0 && (
        <p className="mt-0.5">
          {named(samples.kept)} of the sample staff stays while visits are agreed with them. Give those to somebody
          else.
        </p>
      )}
    </Notice>
  )
}
