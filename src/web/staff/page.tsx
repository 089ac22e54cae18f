import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { sendJson } from '../api/client.ts'
import type { Account } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Loading, Notice } from '../parts/notice.tsx'
import { sentence } from '../words/home.ts'
import { useAccount } from './account.ts'
import { Accounts } from './accounts.tsx'
import { Catalogue } from './catalogue.tsx'
import { Imports } from './imports.tsx'

const TABS = { homes: 'Homes', import: 'Import', accounts: 'Accounts' } as const
type Tab = keyof typeof TABS

export default function StaffPage() {
  const account = useAccount()
  const search = useSearch({ from: '/staff' })
  const tab: Tab = search.tab && search.tab in TABS ? (search.tab as Tab) : 'homes'
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
      <StoreVerdict />
      {account.data.role === 'admin' ? (
        <>
          <nav aria-label="Staff" className="scroll-x mb-7 mt-8 flex gap-1 border-b border-line">
            {Object.entries(TABS).map(([key, label]) => (
              <Link
                key={key}
                to="/staff"
                search={{ tab: key }}
                aria-current={tab === key ? 'page' : undefined}
                className={clsx(
                  '-mb-px inline-flex min-h-11 items-center border-b-2 px-4 text-[0.9375rem] font-medium',
                  tab === key ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
                )}
              >
                {label}
              </Link>
            ))}
          </nav>
          {tab === 'homes' && <Catalogue />}
          {tab === 'import' && <Imports />}
          {tab === 'accounts' && <Accounts own={account.data.id} />}
        </>
      ) : (
        <Empty title="Nothing to do here yet">Homes, imports and accounts are kept by administrators.</Empty>
      )}
    </Page>
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

/** Whether what people tell Mosaic survives the next deploy, in the server's own words. */
function StoreVerdict() {
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
