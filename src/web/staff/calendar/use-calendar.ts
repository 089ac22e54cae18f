import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { getJson } from '../../api/client.ts'
import type { AppointmentSettings, Holiday, StaffAppointment, StaffMember, TimeOff } from '../../api/types.ts'
import { every } from '../../live/staff.ts'
import { plusDays } from '../../words/time.ts'
import { useAccount } from '../account.ts'

/** How often what others do is asked for. */
export const REFRESH_MS = 30_000

export function useTeam() {
  return useQuery({
    queryKey: ['staff', 'team'],
    queryFn: ({ signal }) => getJson<{ items: StaffMember[]; me: string | null }>('/api/staff/team', signal),
    staleTime: 60_000,
  })
}

export type Settings = AppointmentSettings & { holidays: Holiday[]; timeZone: string }

export function useSettings() {
  return useQuery({
    queryKey: ['staff', 'settings', 'appointments'],
    queryFn: ({ signal }) => getJson<Settings>('/api/admin/settings/appointments', signal),
    staleTime: 60_000,
  })
}

/** More than this is no week that anybody could look at. */
const MOST_PAGES = 20

async function readAll(query: Record<string, string>, signal: AbortSignal): Promise<StaffAppointment[]> {
  const items: StaffAppointment[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const search: string = new URLSearchParams({ ...query, ...(cursor && { cursor }) }).toString()
    const found: { items: StaffAppointment[]; cursor: string | null } = await getJson(
      `/api/staff/appointments?${search}`,
      signal,
    )
    items.push(...found.items)
    cursor = found.cursor
    if (!cursor) break
  }
  return items
}

/** Everything of these dates (the last included), of one member of staff or of all. */
export function useAppointments(first: string, last: string, staff: string | null) {
  return useQuery({
    queryKey: ['staff', 'appointments', first, last, staff],
    queryFn: ({ signal }) => readAll({ from: first, to: plusDays(last, 1), ...(staff && { staff }) }, signal),
    refetchInterval: every(REFRESH_MS),
    placeholderData: keepPreviousData,
  })
}

/** Coming time off of those whose weeks one may see: one's own, everybody's for an administrator. */
export function useTimeOff(members: readonly StaffMember[], me: string | null): Map<string, TimeOff[]> {
  const isAdmin = useAccount().data?.role === 'admin'
  const seen = members.filter(({ id }) => isAdmin || id === me)
  return useQueries({
    queries: seen.map(({ id }) => ({
      queryKey: ['staff', 'availability', id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        getJson<{ timeOff: TimeOff[] }>(`/api/staff/availability?staff=${id}`, signal),
      staleTime: 60_000,
    })),
    combine: results => new Map(results.map(({ data }, index) => [seen[index]!.id, data?.timeOff ?? []])),
  })
}

/** Whether columns have room beside each other. */
export function useIsWide(): boolean {
  const query = '(min-width: 52rem)'
  return useSyncExternalStore(
    changed => {
      const media = matchMedia(query)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

/** Keys that are not meant for a field, a list of choices or an open dialog, and that the browser does not need itself. */
export function useKeys(keys: Record<string, () => void>): void {
  const [latest] = useState(() => ({ keys }))
  latest.keys = keys
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return
      if (document.querySelector('dialog[open]')) return
      if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return
      // Where columns go on beyond the edge, the arrows scroll them.
      if (event.target instanceof HTMLElement && event.target.scrollWidth > event.target.clientWidth + 1) return
      const act = latest.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [latest])
}
