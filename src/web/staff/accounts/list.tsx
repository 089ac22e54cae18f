import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import type { AccountEntry, Role } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { MadeLink, type NewLink } from '../made-link.tsx'
import { usePlace } from '../place.ts'
import { AccountRow } from './row.tsx'

/** Every account, the newest first. */
export function AccountList({ own }: { own: string }) {
  const queries = useQueryClient()
  const { search } = usePlace()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(search.q ?? '')
  const [promoted, setPromoted] = useState<AccountEntry | null>(null)
  const found = useInfiniteQuery({
    queryKey: ['admin', 'accounts', 'list', typed],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...(typed && { q: typed }), ...(pageParam && { cursor: pageParam }) })
      return getJson<{ items: AccountEntry[]; cursor: string | null }>(`/api/admin/accounts?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    placeholderData: keepPreviousData,
  })
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) =>
      sendJson('PATCH', `/api/admin/accounts/${id}`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: ['admin', 'accounts'] }),
  })
  const reset = useMutation({
    mutationFn: (account: AccountEntry) => sendJson<NewLink>('POST', `/api/admin/accounts/${account.id}/reset-link`),
  })
  const find = (q: string) => {
    setTyped(q)
    void navigate({
      to: '/console/$section',
      params: { section: 'accounts' },
      search: q ? { q } : {},
      replace: true,
      resetScroll: false,
    })
  }
  const problem = change.error ?? reset.error
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section aria-label="Everybody" className="flex flex-col gap-5">
      <Field
        label="Find by name or e-mail"
        type="search"
        value={typed}
        maxLength={200}
        onChange={event => find(event.target.value)}
        className="max-w-sm"
      />
      {problem && (
        <Notice tone="bad" live>
          {messageOf(problem)}
        </Notice>
      )}
      {found.isPending ? (
        <Loading label="Reading the accounts" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : rows.length === 0 ? (
        <Empty title="No account like this">Try fewer letters.</Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {rows.map(account => (
            <AccountRow
              key={account.id}
              account={account}
              isOwn={account.id === own}
              isBusy={change.isPending}
              onRole={role => (role === 'admin' ? setPromoted(account) : change.mutate({ id: account.id, role }))}
              onDisable={disabled => change.mutate({ id: account.id, disabled })}
              onReset={() => reset.mutate(account)}
              isResetting={reset.isPending}
            >
              {reset.data && reset.variables.id === account.id && (
                <MadeLink about={`Link for ${account.name} to set a new password`} link={reset.data} />
              )}
            </AccountRow>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="self-center" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          More accounts
        </Button>
      )}
      {promoted && (
        <Sheet middle title={`Make ${promoted.name} an administrator?`} onClose={() => setPromoted(null)}>
          <div className="flex flex-col gap-5">
            <p>
              Administrators see every account and conversation that is handed over, make codes, import files and make
              other administrators.
            </p>
            <div className="flex flex-wrap justify-end gap-3">
              <Button onClick={() => setPromoted(null)}>Not now</Button>
              <Button
                look="primary"
                onClick={() => {
                  change.mutate({ id: promoted.id, role: 'admin' })
                  setPromoted(null)
                }}
              >
                Make administrator
              </Button>
            </div>
          </div>
        </Sheet>
      )}
    </section>
  )
}
