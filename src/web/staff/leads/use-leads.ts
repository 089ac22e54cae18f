import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Lead, LeadCounts, LeadDuplicates, LeadPage, LeadView } from '../../../leads/desk/schema.ts'
import { getJson } from '../../api/client.ts'
import { every } from '../../live/staff.ts'

/** Everything of leads stands under this, and is asked for anew when a lead is told to have changed. */
export const LEADS = ['staff', 'leads'] as const

/** What others do is asked for this often where no page is told. */
const REFRESH_MS = 60_000

export function useLead(personId: string) {
  return useQuery({
    queryKey: [...LEADS, 'one', personId],
    queryFn: ({ signal }) => getJson<Lead>(`/api/staff/leads/${encodeURIComponent(personId)}`, signal),
    refetchInterval: every(REFRESH_MS),
    placeholderData: keepPreviousData,
  })
}

/** The list of an address: its filters and order as they stand there. */
export function useLeadList(query: string) {
  return useInfiniteQuery({
    queryKey: [...LEADS, 'list', query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam ? `${query ? '&' : ''}cursor=${encodeURIComponent(pageParam)}` : ''
      return getJson<LeadPage>(`/api/staff/leads?${query}${cursor}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    placeholderData: keepPreviousData,
    refetchInterval: every(REFRESH_MS),
  })
}

export function useLeadCounts(query: string) {
  return useQuery({
    queryKey: [...LEADS, 'counts', query],
    queryFn: ({ signal }) => getJson<LeadCounts>(`/api/staff/leads/counts?${query}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: every(REFRESH_MS),
  })
}

export function useLeadViews() {
  return useQuery({
    queryKey: [...LEADS, 'views'],
    queryFn: ({ signal }) => getJson<{ items: LeadView[] }>('/api/staff/leads/views', signal),
    staleTime: 60_000,
  })
}

export function useLeadTags() {
  return useQuery({
    queryKey: [...LEADS, 'tags'],
    queryFn: ({ signal }) => getJson<{ items: { tag: string; count: number }[] }>('/api/staff/leads/tags', signal),
    staleTime: 60_000,
  })
}

export function useDuplicates(personId: string) {
  return useQuery({
    queryKey: [...LEADS, 'duplicates', personId],
    queryFn: ({ signal }) => getJson<LeadDuplicates>(`/api/staff/leads/${personId}/duplicates`, signal),
  })
}

/** After a change: whatever shows leads asks anew. */
export function useFreshLeads() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: LEADS })
}
