import { useQuery } from '@tanstack/react-query'
import type { StaffList } from '../../../conversations/schema.ts'
import type { LeadPage } from '../../../leads/desk/schema.ts'
import { getJson } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { every } from '../../live/staff.ts'

/** Where nothing is told live, the page looks again so often. */
const REFRESH_MS = 30_000

/** Those who wait for a person, and those who are with me. */
export function useWaiting(state: 'waiting' | 'mine') {
  return useQuery({
    queryKey: ['staff', 'conversations', 'today', state],
    queryFn: ({ signal }) => getJson<StaffList>(`/api/staff/conversations?state=${state}&limit=20`, signal),
    refetchInterval: every(REFRESH_MS),
  })
}

/** Whom to call next. Coaches have no leads. */
export function useHotLeads(role: Account['role']) {
  return useQuery({
    queryKey: ['staff', 'leads', 'today'],
    enabled: role !== 'coach',
    queryFn: ({ signal }) => getJson<LeadPage>('/api/staff/leads?temperature=hot&limit=6', signal),
    refetchInterval: every(REFRESH_MS),
  })
}

/** Messages that could not be sent, newest first. */
export function useFailed(role: Account['role']) {
  return useQuery({
    queryKey: ['staff', 'reminders', 'today'],
    enabled: role !== 'coach',
    queryFn: ({ signal }) => getJson<{ items: unknown[] }>('/api/staff/reminders?status=failed', signal),
    refetchInterval: every(2 * REFRESH_MS),
  })
}
