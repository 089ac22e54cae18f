import { useQuery } from '@tanstack/react-query'
import type { StaffConversation, StaffThread } from '../../../conversations/schema.ts'
import { getJson } from '../../api/client.ts'

/** Somebody is waiting: looked at again every few seconds while the page is seen. */
export const EVERY_MS = 5_000

export const handOffsKey = ['staff', 'hand-offs'] as const

export function useHandOffs(state: string) {
  return useQuery({
    queryKey: [...handOffsKey, 'list', state],
    queryFn: ({ signal }) =>
      getJson<{ items: StaffConversation[]; cursor: string | null }>(`/api/staff/conversations?state=${state}`, signal),
    refetchInterval: EVERY_MS,
  })
}

export function useHandOff(id: string) {
  return useQuery({
    queryKey: [...handOffsKey, 'one', id],
    queryFn: ({ signal }) => getJson<StaffThread>(`/api/staff/conversations/${id}`, signal),
    refetchInterval: EVERY_MS,
  })
}
