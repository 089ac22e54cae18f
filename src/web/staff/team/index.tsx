import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useState } from 'react'
import type { StaffMember } from '../../../appointments/schema.ts'
import { messageOf } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Empty, Loading, Notice } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { useTeam } from './api.ts'
import { BusinessSettings } from './business.tsx'
import { comesFromGoogle, MyCalendar } from './calendar.tsx'
import { MemberSheet } from './member-sheet.tsx'
import { Notifications } from './notifications.tsx'
import { People } from './people.tsx'
import { Availability } from './week-page.tsx'

const VIEWS = {
  people: 'People',
  week: 'Hours and time off',
  calendar: 'My calendar',
  device: 'Notifications',
  business: 'Business settings',
} as const
type View = keyof typeof VIEWS

/** Who can be met and when; one's own week, calendar and notifications; and the rules of the house. */
export default function Team({ account }: { account: Account }) {
  const { search } = usePlace()
  const [fromGoogle] = useState(comesFromGoogle)
  const isAdmin = account.role === 'admin'
  const shown = (Object.keys(VIEWS) as View[]).filter(view => isAdmin || view !== 'business')
  const usual = account.role === 'coach' ? 'week' : 'people'
  const asked = search.view ?? (search.calendar || fromGoogle ? 'calendar' : usual)
  const view = shown.find(one => one === asked) ?? 'people'
  return (
    <div className="flex flex-col gap-8">
      <nav aria-label="Team" className="scroll-x -mx-4 flex gap-2 px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0">
        {shown.map(one => (
          <Link
            key={one}
            to="/console/$section"
            params={{ section: 'availability' }}
            search={{ view: one }}
            aria-current={view === one ? 'page' : undefined}
            className={clsx(
              'inline-flex min-h-9 shrink-0 items-center rounded-full border px-3.5 text-sm transition-colors pointer-coarse:min-h-11',
              view === one
                ? 'border-accent bg-accent text-on-accent'
                : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink',
            )}
          >
            {VIEWS[one]}
          </Link>
        ))}
      </nav>
      {view === 'people' && <People isAdmin={isAdmin} />}
      {view === 'week' && (
        <Mine account={account} asked={search.member} render={member => <Availability member={member} />} />
      )}
      {view === 'calendar' && <Mine account={account} render={() => <MyCalendar trouble={search.calendar} />} />}
      {view === 'device' && <Notifications />}
      {view === 'business' && <BusinessSettings />}
    </div>
  )
}

/** What belongs to one member of staff: to oneself, or for administrators to who is asked for. */
function Mine({
  account,
  asked,
  render,
}: {
  account: Account
  asked?: string | undefined
  render: (member: StaffMember) => React.ReactNode
}) {
  const team = useTeam()
  const [adding, setAdding] = useState(false)
  if (team.isPending) return <Loading label="One moment" />
  if (team.isError)
    return (
      <Notice tone="bad" live>
        {messageOf(team.error)}
      </Notice>
    )
  const { items, me } = team.data
  const member = items.find(({ id }) => id === ((account.role === 'admin' && asked) || me))
  if (member) return render(member)
  const isAdmin = account.role === 'admin'
  return (
    <>
      <Empty
        title="You are not on the team yet"
        action={
          isAdmin && (
            <>
              <Button look="primary" onClick={() => setAdding(true)}>
                Add me
              </Button>
              <Link to="/console/$section" params={{ section: 'availability' }} className={buttonClass()}>
                See the team
              </Link>
            </>
          )
        }
      >
        {isAdmin
          ? 'Hours and a calendar belong to who can be met. Add yourself, or open somebody else’s hours from People.'
          : 'Hours and a calendar belong to who can be met. Ask an administrator to link your sign-in to you.'}
      </Empty>
      {adding && (
        <MemberSheet
          member={null}
          preset={{ name: account.name, email: account.email, accountId: account.id }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}
