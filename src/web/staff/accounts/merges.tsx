import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatMoment } from '../../words/time.ts'
import { countWords } from './count-words.ts'

type Merge = {
  id: string
  account: { name: string; email: string } | null
  counts: Record<string, number>
  mergedAt: string
  undoneAt: string | null
  undoable: boolean
}
const KEY = ['admin', 'merges']
const DAYS_30 = 30 * 86_400_000

/** Visitors whose work became an account's in the last 30 days, while it can be taken apart again. */
export function Merges() {
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Merge | null>(null)
  const found = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      getJson<{ items: Merge[]; cursor: string | null }>(
        `/api/admin/person-merges${pageParam && `?cursor=${pageParam}`}`,
        signal,
      ),
    initialPageParam: '',
    // Older ones stay as they are.
    getNextPageParam: last => (last.items.every(isRecent) ? last.cursor : null),
  })
  const undo = useMutation({
    mutationFn: ({ id }: Merge) => sendJson('POST', `/api/admin/person-merges/${id}/undo`),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  if (found.isPending) return <Loading label="Reading what was taken over" />
  if (found.isError) return <Failed found={found} />
  const items = found.data.pages.flatMap(page => page.items).filter(isRecent)
  return (
    <section aria-label="Work taken over" className="flex max-w-3xl flex-col gap-5">
      <p className="text-muted">
        What somebody began without an account becomes their account’s when they confirm it or sign in, in the same
        browser. If that was another person, take it apart again within 30 days.
      </p>
      <Trouble of={undo} framed />
      {items.length === 0 ? (
        <Empty title="Nothing was taken over">In the last 30 days no visitor’s work became an account’s.</Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {items.map(merge => (
            <li key={merge.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5">
              <div className="min-w-0 flex-1 basis-56">
                <p className="break-words font-medium">{merge.account?.name ?? 'A deleted account'}</p>
                {merge.account && <p className="break-words text-sm text-muted">{merge.account.email}</p>}
                <p className="text-sm text-muted">
                  {formatMoment(merge.mergedAt)} · {countWords(merge.counts)}
                </p>
              </div>
              {merge.undoneAt && <Pill label="Taken apart" tone="over" />}
              {merge.undoable && (
                <Button
                  small
                  disabled={undo.isPending}
                  aria-label={`Take apart what became ${merge.account?.name ?? 'this account'}’s`}
                  onClick={() => setAsked(merge)}
                >
                  Take apart
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="self-center" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Earlier ones
        </Button>
      )}
      {asked && (
        <Sheet middle title="Take it apart again?" onClose={() => setAsked(null)}>
          <div className="flex flex-col gap-5">
            <p>
              This goes back to the browser in which it was begun: {countWords(asked.counts)}.{' '}
              {asked.account ? `${asked.account.name} (${asked.account.email})` : 'The account'} no longer has it. What
              was added since stays.
            </p>
            <div className="flex flex-wrap justify-end gap-3">
              <Button onClick={() => setAsked(null)}>Leave it</Button>
              <Button
                look="danger"
                onClick={() => {
                  undo.mutate(asked)
                  setAsked(null)
                }}
              >
                Take apart
              </Button>
            </div>
          </div>
        </Sheet>
      )}
    </section>
  )
}

function isRecent({ mergedAt }: Merge): boolean {
  return Date.now() - Date.parse(mergedAt) < DAYS_30
}
