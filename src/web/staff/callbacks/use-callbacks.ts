import { useQuery } from '@tanstack/react-query'
import { getJson } from '../../api/client.ts'
import type { StaffAppointment } from '../../api/types.ts'
import { every } from '../../live/staff.ts'

/** Open calls by promise, for those whose they are. The list and the count in its tab ask once together. */
export function useCallbacks(isMine = true) {
  return useQuery({
    enabled: isMine,
    queryKey: ['staff', 'callbacks'],
    queryFn: ({ signal }) => getJson<{ items: StaffAppointment[] }>('/api/staff/callbacks', signal),
    refetchInterval: every(30_000),
  })
}
