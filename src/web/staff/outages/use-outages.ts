import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OutageStanding, Review, Reviews } from '../../../outage/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'

const KEY = ['admin', 'outages']
const REFRESH_MS = 30_000
/** While something is being done that may come back. */
const SOON_MS = 3_000

/** How much waits for somebody, for the menu and the page alike. Reading it is no reading of what people said. */
export function useOutageStanding(isAdmin = true) {
  return useQuery({
    enabled: isAdmin,
    queryKey: [...KEY, 'count'],
    queryFn: ({ signal }) => getJson<OutageStanding>('/api/admin/outage-entries/count', signal),
    refetchInterval: ({ state }) => (state.data?.waiting ? SOON_MS : REFRESH_MS),
  })
}

/** What waits, read anew whenever there is more or less of it. */
export function useReviews(standing: OutageStanding | undefined) {
  return useQuery({
    queryKey: [...KEY, 'list', standing?.review, standing?.waiting],
    queryFn: ({ signal }) => getJson<Reviews>('/api/admin/outage-entries', signal),
    placeholderData: before => before,
    staleTime: REFRESH_MS,
  })
}

export type Settling = { one: Review; again: boolean }

/** Has it done again, or takes it away for good. */
export function useSettle() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ one, again }: Settling) => sendJson('POST', `/api/admin/outage-entries/${one.id}/settle`, { again }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}
