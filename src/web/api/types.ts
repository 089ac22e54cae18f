import type { Appointment, Slot } from '../../appointments/schema.ts'
import type { Comparison, Emi, ListingCard, ListingFact, Zone } from '../../catalogue/schema.ts'

export type {
  AdminListing,
  BuildStatus,
  Comparison,
  HomeKind,
  ImportReport,
  ImportSummary,
  Listing,
  ListingCard,
  SearchResult,
  Unit,
  Wish,
} from '../../catalogue/schema.ts'

import type { Wish } from '../../catalogue/schema.ts'

export type { Account, AccountEntry, LinkPurpose, Role } from '../../accounts/schema.ts'
export type {
  Appointment,
  AppointmentEvent,
  AppointmentSettings,
  AppointmentStatus,
  CallbackReason,
  CompletionReport,
  DayPart,
  Holiday,
  SessionOffer,
  SessionSlot,
  Slot,
  SlotDays,
  StaffAppointment,
  StaffMember,
  TimeOff,
  Urgency,
  Workload,
} from '../../appointments/schema.ts'
export type { Memory, Receipt, RememberedFact } from '../../people/schema.ts'

export type Place = {
  name: string
  zone: Zone | null
  city: string
  latitude: number | null
  longitude: number | null
  listings: number
}

export type Chip = { label: string; text: string; start?: string }

export type ListingsPart = {
  type: 'listings'
  label: string | null
  outside: boolean
  items: (ListingCard & { why?: string[] })[]
  total: number
  shownFrom: number
}
export type FactsPart = {
  type: 'facts'
  listing: { id: string; slug: string; name: string }
  facts: (Pick<ListingFact, 'label' | 'text'> & { key: string; asOf: string | null })[]
}
export type ComparisonPart = Comparison & { type: 'comparison' }
export type ChipsPart = { type: 'chips'; chips: Chip[] }
export type MemoryPart = {
  type: 'memory'
  facts: {
    id: string
    key: string
    sentence: string
    source: { messageNumber: number | null; text: string | null }
  }[]
}
export type EmiPart = Emi & { type: 'emi' }
export type AppointmentPart = { type: 'appointment'; appointment: Appointment }
export type SlotsPart = {
  type: 'slots'
  days: { date: string; slots: Slot[] }[]
  listing: { id: string; slug: string; name: string } | null
}
export type PromptPart = {
  type: 'prompt'
  programme: string
  prompt: string
  place: string
  text: string
  help: string | null
}
export type CrisisPart = { type: 'crisis'; lines: string[] }
export type HandOff = 'assistant' | 'waiting' | 'human' | 'closed'
export type HandOffPart = { type: 'hand_off'; state: HandOff; text: string }
export type LinkPart = { type: 'link'; label: string; to: string }
export type SourcePart = { type: 'source'; source: 'library' }
export type Part =
  | PromptPart
  | CrisisPart
  | HandOffPart
  | LinkPart
  | SourcePart
  | ListingsPart
  | FactsPart
  | ComparisonPart
  | ChipsPart
  | MemoryPart
  | EmiPart
  | AppointmentPart
  | SlotsPart

export type Author = 'visitor' | 'assistant' | 'staff' | 'system'
export type Message = {
  id: string
  number: number
  author: Author
  text: string
  /** the name of the member of staff who wrote it */
  by?: string | null
  parts: Part[]
  createdAt: string
}

export type ConversationPage = {
  conversation: { id: string; status: string; handOff?: HandOff; speaker?: string | null } | null
  messages: Message[]
  /** the number to ask from for what came before; null at the beginning of the thread */
  older: number | null
  wish: Wish
  /** a turn is being answered right now */
  pending: boolean
  greeting?: { text: string; chips: Chip[] } | null
}
