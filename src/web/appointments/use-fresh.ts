import { useQuery } from '@tanstack/react-query'
import { getJson } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'

/** An appointment of this visitor as it is by now; what was given until that is known, or where it cannot be had any more. */
export function useFresh(given: Appointment): Appointment {
  const { data } = useQuery({
    queryKey: ['appointment', given.code],
    queryFn: ({ signal }) => getJson<Appointment>(`/api/appointments/${given.code}`, signal),
    initialData: given,
    initialDataUpdatedAt: 0,
    retry: false,
  })
  return data
}
