import { useQuery } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** Whose front desk this is; `ready` once the server has said so. */
export type Business = { name: string; currency: string; ready: boolean }

export function useBusiness(): Business {
  const { data } = useQuery({
    queryKey: ['desk'],
    queryFn: ({ signal }) => getJson<{ business: string; currency: string }>('/api/desk', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { name: data?.business ?? 'Mosaic', currency: data?.currency ?? 'INR', ready: data !== undefined }
}
