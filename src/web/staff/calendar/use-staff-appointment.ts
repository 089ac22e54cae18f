import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getJson, Problem, sendJson } from '../../api/client.ts'
import type { AppointmentEvent, StaffAppointment } from '../../api/types.ts'
import { every } from '../../live/staff.ts'
import { REFRESH_MS } from './use-calendar.ts'

export type Whole = { appointment: StaffAppointment; events: AppointmentEvent[] }

export type Act = {
  method: 'POST' | 'PATCH'
  path: string
  body: unknown
  /** the same for every attempt of one intent */
  requestKey?: string
}

/**
 * A change of an appointment by staff. Whatever shows appointments is asked for anew afterwards, also after a refusal: then
 * somebody else was first, and what they made of it is what has to be seen.
 */
export function useAct() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ method, path, body, requestKey }: Act) =>
      sendJson<StaffAppointment>(method, path, body, requestKey ? { 'idempotency-key': requestKey } : undefined),
    onSettled: (_answer, error) => {
      if (error instanceof Problem && error.status !== 409) return
      return queries.invalidateQueries({ queryKey: ['staff'] })
    },
  })
}

/** One appointment as staff see it, with its history. */
export function useStaffAppointment(code: string) {
  return useQuery({
    queryKey: ['staff', 'appointment', code],
    queryFn: ({ signal }) => getJson<Whole>(`/api/staff/appointments/${encodeURIComponent(code)}`, signal),
    refetchInterval: every(REFRESH_MS),
    retry: (count, error) => count < 2 && !(error instanceof Problem && error.status < 500 && error.status > 0),
  })
}

export const pathOf = (code: string, verb = '') => `/api/staff/appointments/${code}${verb && `/${verb}`}`
