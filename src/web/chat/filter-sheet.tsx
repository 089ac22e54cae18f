import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { getJson } from '../api/client.ts'
import type { SearchResult, Wish } from '../api/types.ts'
import { Filters } from '../listings/filters.tsx'
import { Button } from '../parts/button.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { formatCount } from '../words/home.ts'
import { wishQuery } from '../words/wish.ts'

/** What turns one wish into the other: keys to set, keys to clear. */
export function wishChange(from: Wish, to: Wish): { set?: Wish; clear?: string[] } {
  const clear = Object.keys(from).filter(key => !(key in to))
  const set = Object.fromEntries(
    Object.entries(to).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(from[key as keyof Wish])),
  ) as Wish
  return { ...(Object.keys(set).length > 0 && { set }), ...(clear.length > 0 && { clear }) }
}

export default function FilterSheet({
  wish,
  onClose,
  onApply,
}: {
  wish: Wish
  onClose: () => void
  onApply: (change: { set?: Wish; clear?: string[] }) => void
}) {
  const { currency } = useBusiness()
  const [next, setNext] = useState(wish)
  const query = wishQuery(next).toString()
  const found = useQuery({
    queryKey: ['count', query],
    queryFn: ({ signal }) => getJson<SearchResult>(`/api/listings?${query}${query && '&'}limit=1`, signal),
    placeholderData: keepPreviousData,
  })
  const total = found.data?.total
  const label =
    total === undefined
      ? 'Show homes'
      : total === 0
        ? 'No exact match; show the nearest'
        : total === 1
          ? 'Show 1 home'
          : `Show ${formatCount(total)} homes`
  const change = wishChange(wish, next)
  return (
    <Sheet
      title="Filters"
      onClose={onClose}
      footer={
        <div className="flex gap-3">
          <Button look="quiet" onClick={() => setNext({})} disabled={Object.keys(next).length === 0}>
            Clear all
          </Button>
          <Button look="primary" className="flex-1" onClick={() => onApply(change)}>
            <span aria-live="polite">{label}</span>
          </Button>
        </div>
      }
    >
      <Filters wish={next} currency={currency} onChange={setNext} />
    </Sheet>
  )
}
