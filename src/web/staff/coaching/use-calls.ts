import { useQuery } from '@tanstack/react-query'
import type { Calls } from '../../../leads/coaching/schema.ts'
import { getJson } from '../../api/client.ts'

export const callsKey = (personId: string) => ['staff', 'leads', personId, 'calls'] as const

export function useCalls(personId: string) {
  return useQuery({
    queryKey: callsKey(personId),
    queryFn: ({ signal }) => getJson<Calls>(`/api/staff/leads/${personId}/calls`, signal),
  })
}
