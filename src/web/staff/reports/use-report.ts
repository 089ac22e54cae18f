import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getJson } from '../../api/client.ts'
import { dateIn, plusDays } from '../../words/time.ts'

/** Dates of the business's zone; `to` is left out. */
export type Span = { from: string; to: string }

export const SPANS = { '7': 'Last 7 days', '28': 'Last 28 days', '90': 'Last 90 days', '365': 'Last year' } as const

/** The days until today, today included: as many as the address says, 28 unless it does. */
export function spanOf(days: string | undefined, timeZone: string, now = Date.now()): Span & { days: string } {
  const chosen = days && days in SPANS ? days : '28'
  const to = plusDays(dateIn(now, timeZone), 1)
  return { days: chosen, from: plusDays(to, -Number(chosen)), to }
}

/** A report of the span. Numbers of weeks change slowly: they are asked for when the page is opened or seen again. */
export function useReport<Report>(name: string, { from, to }: Span) {
  return useQuery({
    queryKey: ['staff', 'reports', name, from, to],
    queryFn: ({ signal }) => getJson<Report>(`/api/staff/reports${name && `/${name}`}?from=${from}&to=${to}`, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
