import { useQuery } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** Whose front desk this is. Dates of its data are told in its own time zone. */
export type Business = { name: string; currency: string; timeZone: string }

export function useBusiness(): Business {
  const { data } = useQuery({
    queryKey: ['desk'],
    queryFn: ({ signal }) => getJson<{ business: string; currency: string; timeZone: string }>('/api/desk', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return {
    name: data?.business ?? 'Mosaic',
    currency: data?.currency ?? 'INR',
    timeZone: data?.timeZone ?? 'Asia/Kolkata',
  }
}
