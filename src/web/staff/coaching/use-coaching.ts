import { useQuery } from '@tanstack/react-query'
import type { Coaching } from '../../../leads/coaching/schema.ts'
import { getJson } from '../../api/client.ts'

/** Under the key of leads: a change of the lead brings it up to date. */
const coachingKey = (personId: string) => ['staff', 'leads', personId, 'coaching'] as const

export function useCoaching(personId: string, conversationId?: string | null) {
  return useQuery({
    queryKey: [...coachingKey(personId), conversationId ?? null],
    queryFn: ({ signal }) =>
      getJson<Coaching>(
        `/api/staff/leads/${personId}/cards${conversationId ? `?conversation=${conversationId}` : ''}`,
        signal,
      ),
  })
}
