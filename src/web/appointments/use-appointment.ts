import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { getJson, Problem, sendJson } from '../api/client.ts'
import { newKey } from '../api/ids.ts'
import type { Appointment } from '../api/types.ts'
import { slotsKey } from './picker.tsx'
import { changesBetween } from './status.ts'

/** The key of the link by which the page was opened. It stays behind `#` and is sent in a header only, never in an address. */
function useKey(): string | null {
  const hash = useLocation({ select: at => at.hash })
  return /^[\w-]{20,100}$/.test(hash) ? hash : null
}

/** One appointment, and changes to it. A change that meets a newer version loads that one and says what became different. */
export function useAppointment(given: string) {
  const code = given.toUpperCase()
  const key = useKey()
  const queries = useQueryClient()
  const queryKey = ['appointment', code]
  const path = `/api/appointments/${encodeURIComponent(code)}`
  const headers: Record<string, string> = key ? { 'x-appointment-key': key } : {}
  const [news, setNews] = useState<string[] | null>(null)
  const read = (signal?: AbortSignal) => getJson<Appointment>(path, signal, headers)
  const found = useQuery({
    queryKey: [...queryKey, key],
    queryFn: ({ signal }) => read(signal),
    initialData: () => queries.getQueryData<Appointment>(queryKey),
    initialDataUpdatedAt: () => queries.getQueryState(queryKey)?.dataUpdatedAt,
  })
  const put = (appointment: Appointment) => {
    queries.setQueryData([...queryKey, key], appointment)
    queries.setQueryData(queryKey, appointment)
    void queries.invalidateQueries({ queryKey: ['appointments'] })
    // Its old time is free again, and a session may have been given back.
    void queries.invalidateQueries({ queryKey: slotsKey })
    void queries.invalidateQueries({ queryKey: ['sessions'] })
  }
  const change = useMutation({
    mutationFn: (input: { verb: 'move' | 'cancel' | 'feedback' | 'reminders'; body: unknown; requestKey?: string }) =>
      sendJson<Appointment>('POST', `${path}/${input.verb}`, input.body, {
        ...headers,
        'idempotency-key': input.requestKey ?? newKey(),
      }),
    onMutate: () => setNews(null),
    onSuccess: put,
    onError: async (error: unknown) => {
      const before = found.data
      const stale =
        error instanceof Problem && ['appointments.version', 'appointments.state'].includes(error.code) && before
      if (!stale) return
      const after = await read().catch(() => null)
      if (!after) return
      put(after)
      setNews(changesBetween(before, after))
    },
  })
  return { found, change, news }
}
