import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CannedReply, StaffList, StaffThread } from '../../../conversations/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { every, threadKey } from '../../live/staff.ts'

/** Looked at again so often where nothing is heard live. */
const EVERY_MS = 5_000

export const conversationsKey = ['staff', 'conversations'] as const
export const repliesKey = ['staff', 'canned-replies'] as const

export const STATES = [
  ['open', 'Open'],
  ['waiting', 'Waiting'],
  ['mine', 'Mine'],
  ['closed', 'Closed'],
  ['all', 'All'],
] as const
export type Shown = { state: (typeof STATES)[number][0]; q: string; unread: boolean; desk: string }

export function useInboxList({ state, q, unread, desk }: Shown) {
  return useInfiniteQuery({
    queryKey: [...conversationsKey, 'list', { state, q, unread, desk }],
    queryFn: ({ signal, pageParam }) => {
      const wanted = new URLSearchParams({ state, limit: '40' })
      if (q) wanted.set('q', q)
      if (unread) wanted.set('unread', 'true')
      if (desk) wanted.set('desk', desk)
      if (pageParam) wanted.set('cursor', pageParam)
      return getJson<StaffList>(`/api/staff/conversations?${wanted}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: page => page.cursor ?? undefined,
    refetchInterval: every(EVERY_MS),
    placeholderData: before => before,
  })
}

/** How many stand in each state. */
export function useInboxCounts() {
  return useQuery({
    queryKey: [...conversationsKey, 'counts'],
    queryFn: async ({ signal }) =>
      (await getJson<StaffList>('/api/staff/conversations?state=waiting&limit=1', signal)).counts,
    refetchInterval: every(EVERY_MS),
  })
}

export function useConversation(id: string) {
  return useQuery({
    queryKey: threadKey(id),
    queryFn: ({ signal }) => getJson<StaffThread>(`/api/staff/conversations/${id}`, signal),
    refetchInterval: every(EVERY_MS),
  })
}

export type Deed = 'take' | 'release' | 'close' | 'reopen'

/** What staff do with a conversation; the answer is how it stands then. */
export function useDeed(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (deed: Deed | { to: string; note: string }) =>
      typeof deed === 'string'
        ? sendJson<StaffThread>('POST', `/api/staff/conversations/${id}/${deed}`)
        : sendJson<StaffThread>('POST', `/api/staff/conversations/${id}/transfer`, deed),
    onSuccess: one => queries.setQueryData(threadKey(id), one),
    // What it did stands already: nobody waits for the list to be read again.
    onSettled: () => void queries.invalidateQueries({ queryKey: conversationsKey }),
  })
}

export function useReplies(desk: string) {
  return useQuery({
    queryKey: [...repliesKey, desk],
    queryFn: ({ signal }) => getJson<{ items: CannedReply[] }>(`/api/staff/canned-replies?desk=${desk}`, signal),
    staleTime: 60_000,
  })
}

export function useColleagues(desk: string) {
  return useQuery({
    queryKey: ['staff', 'colleagues', desk],
    queryFn: ({ signal }) =>
      getJson<{ items: { accountId: string; name: string; role: string }[] }>(
        `/api/staff/colleagues?desk=${desk}`,
        signal,
      ),
    staleTime: 60_000,
  })
}
