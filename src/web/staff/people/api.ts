import type { StaffAppointment } from '../../../appointments/schema.ts'
import type { HandOff, HandOffReason } from '../../../conversations/schema.ts'
import type { Enrolment } from '../../../programmes/schema.ts'

export type PersonLine = {
  id: string
  name: string | null
  isMember: boolean
  shared: number
  sessions: number
  nextSession: string | null
  conversationId: string | null
  handOff: HandOff | null
  reason: HandOffReason | null
  since: string
}

export type Note = { number: number; text: string; by: string | null; at: string | null }

export type PersonWhole = {
  person: PersonLine
  enrolments: Enrolment[]
  sessions: StaffAppointment[]
  notes: Note
}

export const PEOPLE = ['staff', 'people'] as const
