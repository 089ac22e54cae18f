import { Navigate, useNavigate } from '@tanstack/react-router'
import {
  Activity,
  Bell,
  Briefcase,
  CalendarDays,
  ChartColumn,
  Clock,
  Flame,
  Gauge,
  House,
  Inbox,
  type LucideIcon,
  MessageCircle,
  MessageSquareText,
  PhoneCall,
  ScrollText,
  Settings,
  Sunrise,
  Ticket,
  TrendingUp,
  Unplug,
  Upload,
  UserCog,
  Users,
} from 'lucide-react'
import { type ComponentType, lazy, Suspense } from 'react'
import type { Account } from '../api/types.ts'
import { useStaffLive } from '../live/staff.ts'
import { Page } from '../parts/header.tsx'
import { Empty, Loading } from '../parts/notice.tsx'
import { useAccount } from './account.ts'
import { OutboxCount } from './accounts/outbox-count.tsx'
import { CallbackCount } from './callbacks/count.tsx'
import { Frame } from './frame.tsx'
import { InboxCount } from './inbox/count.tsx'
import { OutageCount } from './outages/count.tsx'
import { usePlace } from './place.ts'
import { FolderNotice, StoreVerdict } from './verdict.tsx'

type Section = {
  label: string
  icon?: LucideIcon
  body: ComponentType<{ account: Account }>
  /** beside the label */
  count?: ComponentType
  /** who sees it; everybody who works here where nothing is said */
  only?: readonly Account['role'][]
  /** fills the window and scrolls within */
  tall?: boolean
}

const ADMIN = ['admin'] as const
const AGENTS = ['agent', 'admin'] as const
const COACHES = ['coach', 'admin'] as const

/** The console by address, in groups of what belongs together; the first ones are at hand on a telephone. */
const GROUPS: Record<string, Section>[] = [
  {
    today: { label: 'Today', icon: Sunrise, body: lazy(() => import('./today/index.tsx')) },
    inbox: {
      label: 'Inbox',
      icon: Inbox,
      body: lazy(() => import('./inbox/index.tsx')),
      count: InboxCount,
      tall: true,
    },
    leads: { label: 'Leads', icon: Flame, body: lazy(() => import('./leads/index.tsx')), only: AGENTS },
    calendar: { label: 'Calendar', icon: CalendarDays, body: lazy(() => import('./calendar/index.tsx')) },
    callbacks: {
      label: 'Callbacks',
      icon: PhoneCall,
      body: lazy(() => import('./callbacks/index.tsx')),
      count: CallbackCount,
      only: AGENTS,
    },
    people: { label: 'People', icon: Users, body: lazy(() => import('./people/index.tsx')), only: COACHES },
    reminders: { label: 'Reminders', icon: Bell, body: lazy(() => import('./reminders/index.tsx')), only: AGENTS },
    reports: { label: 'Reports', icon: ChartColumn, body: lazy(() => import('./reports/index.tsx')), only: AGENTS },
    availability: { label: 'Team', icon: Clock, body: lazy(() => import('./team/index.tsx')) },
  },
  {
    homes: { label: 'Homes', icon: House, body: lazy(() => import('./catalogue.tsx')), only: ADMIN },
    imports: { label: 'Import', icon: Upload, body: lazy(() => import('./imports.tsx')), only: ADMIN },
    market: { label: 'Market', icon: TrendingUp, body: lazy(() => import('./market/index.tsx')), only: ADMIN },
    answers: {
      label: 'Answers',
      icon: MessageSquareText,
      body: lazy(() => import('./answers/index.tsx')),
      only: ADMIN,
    },
    listings: { label: 'Jobs', icon: Briefcase, body: lazy(() => import('./jobs/index.tsx')), only: ADMIN },
  },
  {
    codes: { label: 'Codes', icon: Ticket, body: lazy(() => import('./codes/index.tsx')), only: ADMIN },
    accounts: {
      label: 'Accounts',
      icon: UserCog,
      body: lazy(() => import('./accounts/index.tsx')),
      count: OutboxCount,
      only: ADMIN,
    },
    widget: { label: 'Widget', icon: MessageCircle, body: lazy(() => import('./widget/index.tsx')), only: ADMIN },
    settings: { label: 'Settings', icon: Settings, body: lazy(() => import('./settings/index.tsx')), only: ADMIN },
    audit: { label: 'Audit log', icon: ScrollText, body: lazy(() => import('./audit/index.tsx')), only: ADMIN },
    usage: { label: 'Usage', icon: Gauge, body: lazy(() => import('./usage/index.tsx')), only: ADMIN },
    outages: {
      label: 'Outages',
      icon: Unplug,
      body: lazy(() => import('./outages/index.tsx')),
      count: OutageCount,
      only: ADMIN,
    },
    health: { label: 'Health', icon: Activity, body: lazy(() => import('./health.tsx')), only: ADMIN },
  },
]

const AppointmentSheet = lazy(() => import('./calendar/sheet.tsx'))

export default function ConsolePage() {
  const account = useAccount()
  if (account.isPending) {
    return (
      <Page title="Console">
        <Loading label="Checking who you are" />
      </Page>
    )
  }
  if (!account.data) return <Navigate to="/sign-in" search={{ back: location.pathname + location.search }} replace />
  if (account.data.role !== 'member') return <Desk account={account.data} />
  return (
    <Page title="Console">
      <Empty alone title="Nothing to do here">
        This page is for the people who work here.
      </Empty>
    </Page>
  )
}

/** The sections that somebody may use, and over any of them the appointment that the address names. */
function Desk({ account }: { account: Account }) {
  const { section, id, search } = usePlace()
  const navigate = useNavigate()
  useStaffLive(null)
  const groups = GROUPS.map(group =>
    Object.entries(group).flatMap(([key, part]) =>
      !part.only || part.only.includes(account.role) ? [{ key, ...part, icon: part.icon ?? Activity }] : [],
    ),
  ).filter(group => group.length > 0)
  const found = groups.flat().find(({ key }) => key === section)
  // What the inbox was called in mails that were sent before.
  if (section === 'hand-offs') {
    const to = id === null ? ('/console/$section' as const) : ('/console/$section/$id' as const)
    return <Navigate to={to} params={{ section: 'inbox', id: id ?? '' }} search={search} replace={true} />
  }
  // What is unknown or not theirs leads to the first, and so does the console's own address.
  if (!found)
    return <Navigate to="/console/$section" params={{ section: groups[0]![0]!.key }} search={search} replace={true} />
  const { key, body: Body, only, tall } = found
  const close = () => {
    const { appointment: _, ...rest } = search
    const to = id === null ? ('/console/$section' as const) : ('/console/$section/$id' as const)
    void navigate({ to, params: { section: key, id: id ?? '' }, search: rest, replace: true, resetScroll: false })
  }
  return (
    <Frame account={account} groups={groups} current={found} tall={tall}>
      {!tall && <StoreVerdict quiet={only !== ADMIN} toAdmin={account.role === 'admin'} />}
      {!tall && only === ADMIN && <FolderNotice />}
      <Suspense fallback={<Loading label="Opening the page" />}>
        <Body key={id === null ? 'all' : 'one'} account={account} />
      </Suspense>
      {search.appointment && (
        <Suspense>
          <AppointmentSheet key={search.appointment} code={search.appointment.toUpperCase()} onClose={close} />
        </Suspense>
      )}
    </Frame>
  )
}
