import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { CodeEntry } from '../../../accounts/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { useNow } from '../../appointments/draft.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { MakeCode } from './make.tsx'
import { CodeRow } from './row.tsx'

const KEY = ['admin', 'codes']

/** Codes that are given out: what each grants, how often it was used, and its link. */
export default function Codes() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { search } = usePlace()
  const now = useNow(30_000)
  const [made, setMade] = useState<string | null>(null)
  const found = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      getJson<{ items: CodeEntry[]; cursor: string | null }>(
        `/api/admin/codes${pageParam && `?cursor=${pageParam}`}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  const refresh = () => queries.invalidateQueries({ queryKey: KEY })
  const change = useMutation({
    mutationFn: ({ code, active }: { code: string; active: boolean }) =>
      sendJson('PATCH', `/api/admin/codes/${encodeURIComponent(code)}`, { active }),
    onSettled: refresh,
  })
  const open = (isOpen: boolean) =>
    void navigate({
      to: '/console/$section',
      params: { section: 'codes' },
      search: isOpen ? { make: 'code' } : {},
      replace: !isOpen,
      resetScroll: false,
    })
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  const add = (
    <Button look="primary" onClick={() => open(true)}>
      <Plus size={17} aria-hidden />
      Make a code
    </Button>
  )
  return (
    <section aria-label="Codes" className="flex max-w-4xl flex-col gap-5">
      <Trouble of={change} framed />
      {found.isPending ? (
        <Loading label="Reading the codes" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : items.length === 0 ? (
        <Empty title="No codes yet" action={add}>
          An invitation code widens the limits of whoever registers with it; a promotion grants coaching sessions.
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <p className="text-muted">Each account uses a code once. What it granted stays when it is switched off.</p>
            {add}
          </div>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
            {items.map(code => (
              <CodeRow
                key={code.id}
                code={code}
                now={now}
                isNew={code.code === made}
                isBusy={change.isPending}
                onSwitch={active => change.mutate({ code: code.code, active })}
              />
            ))}
          </ul>
          {found.hasNextPage && (
            <Button
              className="self-center"
              disabled={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              More codes
            </Button>
          )}
        </>
      )}
      {search.make && (
        <MakeCode
          onClose={() => open(false)}
          onMade={async code => {
            await refresh()
            setMade(code)
            open(false)
          }}
        />
      )}
    </section>
  )
}
