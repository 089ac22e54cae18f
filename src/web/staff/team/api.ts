import { useQuery } from '@tanstack/react-query'
import type {
  AppointmentSettings,
  Holiday,
  SessionSettings,
  StaffMember,
  TimeOff,
} from '../../../appointments/schema.ts'
import { getJson } from '../../api/client.ts'

export type Team = { items: StaffMember[]; me: string | null }
export type Availability = { staff: StaffMember; timeOff: TimeOff[] }
export type Settings = Required<AppointmentSettings> & { holidays: Holiday[]; timeZone: string }

/** Whatever is asked of a team begins so: a change of one makes all of it old. */
export const TEAM = ['staff', 'team'] as const

export function useTeam() {
  return useQuery({
    queryKey: [...TEAM, 'members'],
    queryFn: ({ signal }) => getJson<Team>('/api/staff/team', signal),
  })
}

/** How coaching sessions are given. */
export function useSessionSettings() {
  return useQuery({
    queryKey: [...TEAM, 'session settings'],
    queryFn: ({ signal }) => getJson<Required<SessionSettings>>('/api/admin/settings/sessions', signal),
  })
}

export function useSettings() {
  return useQuery({
    queryKey: [...TEAM, 'settings'],
    queryFn: ({ signal }) => getJson<Settings>('/api/admin/settings/appointments', signal),
  })
}
