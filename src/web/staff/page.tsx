import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { type ComponentType, lazy, Suspense } from 'react'
import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Loading, Notice } from '../parts/notice.tsx'
import { sentence } from '../words/home.ts'
import { useAccount } from './account.ts'
import { Accounts } from './accounts.tsx'
import { CallbackCount } from './callbacks/count.tsx'
import { Catalogue } from './catalogue.tsx'
import { Imports } from './imports.tsx'

type Tab = {
  label: string
  body: ComponentType<{ account: Account }>
  /** beside the label */
  count?: ComponentType
  /** for administrators alone */
  admin?: boolean
}

const TABS: Record<string, Tab> = {
  calendar: { label: 'Calendar', body: lazy(() => import('./calendar/index.tsx')) },
  callbacks: { label: 'Callbacks', body: lazy(() => import('./callbacks/index.tsx')), count: CallbackCount },
  reminders: { label: 'Reminders', body: lazy(() => import('./reminders/index.tsx')) },
  team: { label: 'Team', body: lazy(() => import('./team/index.tsx')) },
  homes: { label: 'Homes', body: Catalogue, admin: true },
  import: { label: 'Import', body: Imports, admin: true },
  accounts: { label: 'Accounts', body: ({ account }) => <Accounts own={account.id} />, admin: true },
}

const AppointmentSheet = lazy(() => import('./calendar/sheet.tsx'))

export default function StaffPage() {
  const account = useAccount()
  if (account.isPending) {
    return (
      <Page title="Staff">
        <Loading label="Checking who you are" />
      </Page>
    )
  }
  if (!account.data) return <Navigate to="/sign-in" replace />
  return (
    <Page title="Staff">
      <Who account={account.data} />
      {account.data.role === 'member' ? (
        <Empty title="Nothing to do here">This page is for the people who work here.</Empty>
      ) : (
        <Desk account={account.data} />
      )}
    </Page>
  )
}

/** On a narrow screen the chosen tab may stand beyond the edge. */
const intoView = (link: Element | null) => link?.scrollIntoView({ inline: 'nearest', block: 'nearest' })

/** The tabs that somebody may use, and over any of them the appointment that the address names. */
function Desk({ account }: { account: Account }) {
  const search = useSearch({ from: '/staff' })
  const navigate = useNavigate()
  const isAdmin = account.role === 'admin'
  const tabs = Object.entries(TABS).filter(([, tab]) => isAdmin || !tab.admin)
  // What is unknown or not theirs, and `appointments` of links in messages, is the calendar.
  const [key, { body: Body, admin }] = tabs.find(([key]) => key === search.tab) ?? tabs[0]!
  const close = () => {
    const { appointment: _, ...rest } = search
    void navigate({ to: '/staff', search: { ...rest, tab: key }, replace: true, resetScroll: false })
  }
  return (
    <>
      <StoreVerdict quiet={!admin} toAdmin={isAdmin} />
      <nav aria-label="Staff" className="scroll-x mb-7 mt-7 flex gap-1 border-b border-line">
        {tabs.map(([of, { label, count: Count }]) => (
          <Link
            key={of}
            to="/staff"
            search={{ tab: of }}
            aria-current={key === of ? 'page' : undefined}
            ref={key === of ? intoView : undefined}
            className={clsx(
              '-mb-px inline-flex min-h-11 shrink-0 items-center border-b-2 px-4 text-[0.9375rem] font-medium',
              key === of ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {label}
            {Count && <Count />}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading label="Opening the page" />}>
        <Body account={account} />
      </Suspense>
      {search.appointment && (
        <Suspense>
          <AppointmentSheet key={search.appointment} code={search.appointment.toUpperCase()} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

function Who({ account }: { account: Account }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: () => sendJson('POST', '/api/auth/sign-out'),
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: '/sign-in' })
    },
  })
  return (
    <div className="flex flex-wrap items-end justify-between gap-4">
      <div>
        <h1 className="text-2xl sm:text-3xl">{account.name}</h1>
        <p className="mt-1 text-muted">
          {sentence(account.role)} · {account.email}
        </p>
      </div>
      <Button disabled={leave.isPending} onClick={() => leave.mutate()}>
        Sign out
      </Button>
    </div>
  )
}

type Readiness = {
  status: string
  store: string | null
  verdict: { survives: 'yes' | 'no' | 'unknown'; sentence: string; advice: string | null } | null
}

/**
 * Whether what people tell Mosaic survives the next deploy, in the server's own words. `quiet`: good news is left out. What is not
 * good is for administrators, who can do something about it; that the store does not answer concerns everybody.
 */
function StoreVerdict({ quiet, toAdmin }: { quiet: boolean; toAdmin: boolean }) {
  const ready = useQuery({
    queryKey: ['readyz'],
    // A 503 here is an answer, not a failure to answer.
    queryFn: async ({ signal }) => (await (await fetch('/readyz', { signal })).json()) as Readiness,
    refetchInterval: 30_000,
  })
  if (!ready.data) return null
  const { status, verdict } = ready.data
  const tone =
    status !== 'ready' || verdict?.survives === 'no' ? 'bad' : verdict?.survives === 'unknown' ? 'warn' : 'info'
  if (status === 'ready' && (!toAdmin || (quiet && tone === 'info'))) return null
  return (
    <div className="mt-6">
      <Notice tone={tone}>
        {status !== 'ready' && (
          <p className="font-medium">The store does not answer ({status.replaceAll('_', ' ')}).</p>
        )}
        {verdict ? (
          <>
            <p className="font-medium">{verdict.sentence}</p>
            {verdict.advice && <p className="mt-0.5">{verdict.advice}</p>}
          </>
        ) : (
          status === 'ready' && <p>The store is ready.</p>
        )}
      </Notice>
    </div>
  )
}
