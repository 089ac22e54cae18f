import { useQuery } from '@tanstack/react-query'
import { getJson } from '../../api/client.ts'

export type Request = {
  id: string
  kind: 'verification' | 'reset' | 'email_change' | 'email_changed' | 'erasure'
  name: string
  email: string
  createdAt: string
  /** Why its mail did not leave; null while it waits to be sent */
  reason: string | null
}

/** What people asked for and no mail brought them. */
export function useOutbox() {
  return useQuery({
    queryKey: ['admin', 'outbox'],
    queryFn: ({ signal }) => getJson<{ items: Request[] }>('/api/admin/outbox', signal),
    refetchInterval: 30_000,
  })
}
