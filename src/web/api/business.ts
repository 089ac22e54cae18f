import { useQuery } from '@tanstack/react-query'
import { getJson } from './client.ts'

/** Whose front desk this is. Dates of its data are told in its own time zone. */
export type Business = {
  name: string
  currency: string
  timeZone: string
  /** Address of the picture that stands for it */
  logo: string | null
  /** By which ways it can send messages; no others are promised. */
  messages: { email: boolean; phone: boolean }
  /** Which faces it has, the first one at `/` */
  desks: ('sales' | 'career')[]
  /** Who may make an account */
  signUp: 'open' | 'invitation' | 'closed'
  /** Hosts outside that get something of what people tell it; null: nobody */
  receivers: {
    messages: string | null
    email: string | null
    phone: string | null
    files: string | null
    calendars: string[]
  }
}

/** The same while it is asked for, for pages that may not guess. */
export function useConfig() {
  return useQuery({
    queryKey: ['config'],
    queryFn: ({ signal }) => getJson<Omit<Business, 'name'> & { business: string }>('/api/config', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useBusiness(): Business {
  const { data } = useConfig()
  return {
    name: data?.business ?? 'Mosaic',
    currency: data?.currency ?? 'INR',
    timeZone: data?.timeZone ?? 'Asia/Kolkata',
    logo: data?.logo ?? null,
    messages: data?.messages ?? { email: false, phone: false },
    desks: data?.desks ?? ['sales'],
    signUp: data?.signUp ?? 'open',
    receivers: data?.receivers ?? { messages: null, email: null, phone: null, files: null, calendars: [] },
  }
}
