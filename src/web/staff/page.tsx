import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { type ComponentType, lazy, Suspense } from 'react'
import { SignOut } from '../account/sign-out.tsx'
import type { Account } from '../api/types.ts'
import { Page } from '../parts/header.tsx'
import { Empty, Loading } from '../parts/notice.tsx'
import { sentence } from '../words/home.ts'
import { useAccount } from './account.ts'
import { OutboxCount } from './accounts/outbox-count.tsx'
import { CallbackCount } from './callbacks/count.tsx'
import { Catalogue } from './catalogue.tsx'
import { HandOffCount } from './hand-offs/count.tsx'
import { Imports } from './imports.tsx'
import { usePlace } from './place.ts'
import { StoreVerdict } from './verdict.tsx'

type Section = {
  label: string
  body: ComponentType<{ account: Account }>
  /** beside the label */
  count?: ComponentType
  /** who sees it; everybody who works here where nothing is said */
  only?: readonly Account['role'][]
}

const ADMIN = ['admin'] as const
const AGENTS = ['agent', 'admin'] as const
const COACHES = ['coach', 'admin'] as const

/** The console by address, in groups of what belongs together. */
const GROUPS: Record<string, Section>[] = [
  {
    calendar: { label: 'Calendar', body: lazy(() => import('./calendar/index.tsx')) },
    callbacks: {
      label: 'Callbacks',
      body: lazy(() => import('./callbacks/index.tsx')),
      count: CallbackCount,
      only: AGENTS,
    },
    'hand-offs': { label: 'Hand-offs', body: lazy(() => import('./hand-offs/index.tsx')), count: HandOffCount },
    people: { label: 'People', body: lazy(() => import('./people/index.tsx')), only: COACHES },
    reminders: { label: 'Reminders', body: lazy(() => import('./reminders/index.tsx')), only: AGENTS },
    availability: { label: 'Team', body: lazy(() => import('./team/index.tsx')) },
  },
  {
    homes: { label: 'Homes', body: Catalogue, only: ADMIN },
    imports: { label: 'Import', body: Imports, only: ADMIN },
    listings: { label: 'Jobs', body: lazy(() => import('./jobs/index.tsx')), only: ADMIN },
  },
  {
    codes: { label: 'Codes', body: lazy(() => import('./codes/index.tsx')), only: ADMIN },
    accounts: { label: 'Accounts', body: lazy(() => import('./accounts/index.tsx')), count: OutboxCount, only: ADMIN },
    usage: { label: 'Usage', body: lazy(() => import('./usage/index.tsx')), only: ADMIN },
    health: { label: 'Health', body: lazy(() => import('./health.tsx')), only: ADMIN },
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
  return (
    <Page title="Console">
      <Who account={account.data} />
      {account.data.role === 'member' ? (
        <Empty title="Nothing to do here">This page is for the people who work here.</Empty>
      ) : (
        <Desk account={account.data} />
      )}
    </Page>
  )
}

/** On a narrow screen the chosen section may stand beyond the edge. */
const intoView = (link: Element | null) => link?.scrollIntoView({ inline: 'center', block: 'nearest' })

/** The sections that somebody may use, and over any of them the appointment that the address names. */
function Desk({ account }: { account: Account }) {
  const { section, id, search } = usePlace()
  const navigate = useNavigate()
  const isAdmin = account.role === 'admin'
  const groups = GROUPS.map(group =>
    Object.entries(group).filter(([, { only }]) => !only || only.includes(account.role)),
  ).filter(group => group.length > 0)
  const sections = groups.flat()
  const found = sections.find(([key]) => key === section)
  // What is unknown or not theirs leads to the first, and so does the console's own address.
  if (!found)
    return <Navigate to="/console/$section" params={{ section: sections[0]![0] }} search={search} replace={true} />
  const [key, { body: Body, only }] = found
  const close = () => {
    const { appointment: _, ...rest } = search
    const to = id === null ? ('/console/$section' as const) : ('/console/$section/$id' as const)
    void navigate({ to, params: { section: key, id: id ?? '' }, search: rest, replace: true, resetScroll: false })
  }
  return (
    <>
      <StoreVerdict quiet={only !== ADMIN} toAdmin={isAdmin} />
      <div className="mt-7 gap-10 lg:flex lg:items-start">
        <nav
          aria-label="Console"
          className="scroll-x mb-7 flex gap-1 border-b border-line lg:sticky lg:top-6 lg:mb-0 lg:w-40 lg:shrink-0 lg:flex-col lg:gap-5 lg:border-b-0"
        >
          {groups.map(group => (
            <div key={group[0]![0]} className="flex gap-1 lg:flex-col lg:gap-0.5">
              {group.map(([of, { label, count: Count }]) => (
                <Link
                  key={of}
                  to="/console/$section"
                  params={{ section: of }}
                  aria-current={key === of ? 'page' : undefined}
                  ref={key === of ? intoView : undefined}
                  className={clsx(
                    'inline-flex min-h-11 shrink-0 items-center px-4 text-[0.9375rem] font-medium max-lg:-mb-px max-lg:border-b-2 lg:min-h-9 lg:rounded-lg lg:px-3',
                    key === of
                      ? 'text-ink max-lg:border-accent lg:bg-sunken'
                      : 'text-muted hover:text-ink max-lg:border-transparent',
                  )}
                >
                  {label}
                  {Count && <Count />}
                </Link>
              ))}
            </div>
          ))}
        </nav>
        <div className="min-w-0 flex-1">
          <Suspense fallback={<Loading label="Opening the page" />}>
            <Body account={account} />
          </Suspense>
        </div>
      </div>
      {search.appointment && (
        <Suspense>
          <AppointmentSheet key={search.appointment} code={search.appointment.toUpperCase()} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

function Who({ account }: { account: Account }) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <div>
        <h1 className="text-2xl sm:text-3xl">{account.name}</h1>
        <p className="mt-1 text-muted">
          {sentence(account.role)} · {account.email}
        </p>
      </div>
      <SignOut />
    </div>
  )
}
