import { z } from 'zod'
import { words } from '../kernel/input.ts'

/** The words of appointments, shared with the browser. Instants are RFC 3339 with an offset. */
export const AppointmentKind = z.enum(['site_visit', 'callback', 'coaching_session'])
export type AppointmentKind = z.infer<typeof AppointmentKind>

export const AppointmentStatus = z.enum([
  'held',
  'pending',
  'confirmed',
  'completed',
  'no_show',
  'cancelled',
  'expired',
  'contacted',
  'no_answer',
])
export type AppointmentStatus = z.infer<typeof AppointmentStatus>

export const Urgency = z.enum(['urgent', 'high', 'medium', 'low'])
export type Urgency = z.infer<typeof Urgency>

export const CallbackReason = z.enum([
  'pricing',
  'site_visit',
  'documentation',
  'financing',
  'project_details',
  'general',
  'other',
])
export type CallbackReason = z.infer<typeof CallbackReason>

export const DayPart = z.enum(['morning', 'afternoon', 'evening'])
export type DayPart = z.infer<typeof DayPart>

/** Centuries away are slips of the hand, and years that the store and calendars write differently. */
const isNear = (text: string) => Date.parse(text) >= Date.UTC(1900, 0) && Date.parse(text) < Date.UTC(3000, 0)
const NEAR = 'is centuries away'

export const LocalDate = z.iso.date().refine(isNear, NEAR)
/** An instant with its offset, such as `2026-11-28T10:00:00+05:30`; nanoseconds at the finest. */
export const InstantText = z.iso
  .datetime({ offset: true })
  .refine(isNear, NEAR)
  .refine(text => !/\.\d{10}/.test(text), 'is finer than nanoseconds')
export const Code = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{12}$/)

/** A name, and a phone (any way of writing; kept as E.164) or an e-mail. */
export const ContactInput = z.object({
  name: words(100),
  phone: z.string().trim().max(40).optional(),
  email: z.string().trim().max(254).optional(),
})
export type ContactInput = z.infer<typeof ContactInput>

export const Contact = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
})

/** A start of a coaching session with one coach. */
export const SessionSlot = z
  .object({ start: z.string(), end: z.string(), staffId: z.uuid() })
  .meta({ id: 'SessionSlot' })
export type SessionSlot = z.infer<typeof SessionSlot>

/** A start that can be booked now; `free` is how many of the staff are free then. */
export const Slot = z
  .object({ start: z.string(), end: z.string(), date: z.string(), part: DayPart, free: z.int() })
  .meta({ id: 'Slot' })
export type Slot = z.infer<typeof Slot>

/** Why a day has no slots: past or within notice, beyond the horizon, a holiday, closed, nobody free. */
export const DayClosed = z.enum(['past', 'beyond', 'holiday', 'closed', 'full'])
export type DayClosed = z.infer<typeof DayClosed>

export const SlotDays = z
  .object({
    timeZone: z.string(),
    slotMinutes: z.int(),
    /** First and last date that can be booked at all. */
    firstDay: z.string(),
    lastDay: z.string(),
    days: z.array(
      z.object({
        date: z.string(),
        closed: DayClosed.nullable(),
        holiday: z.string().nullable(),
        slots: z.array(Slot),
      }),
    ),
    /** The next free starts, whatever days were asked for. */
    next: z.array(Slot),
  })
  .meta({ id: 'SlotDays' })
export type SlotDays = z.infer<typeof SlotDays>

/** An appointment as the visitor sees it. */
export const Appointment = z
  .object({
    code: z.string(),
    kind: AppointmentKind,
    status: AppointmentStatus,
    version: z.int(),
    start: z.string().nullable(),
    end: z.string().nullable(),
    timeZone: z.string(),
    holdUntil: z.string().nullable(),
    listing: z
      .object({ id: z.string(), slug: z.string(), name: z.string(), place: z.string(), address: z.string().nullable() })
      .nullable(),
    /** Who will be met or call. */
    staff: z.object({ name: z.string(), phone: z.string().nullable() }).nullable(),
    contact: Contact,
    /** Of a session: what it is to be about. */
    notes: z.string().nullable(),
    /** Of a session: by telephone or by video, the link for that (null until the coach has one), and until when moving it is free and cancelling it gives it back. */
    session: z
      .object({ by: z.enum(['phone', 'link']), link: z.string().nullable(), staffId: z.uuid(), freeUntil: z.string() })
      .nullable(),
    reason: CallbackReason.nullable(),
    urgency: Urgency.nullable(),
    /** Of a callback: the promise. */
    dueAt: z.string().nullable(),
    cancelReason: z.string().nullable(),
    rating: z.int().nullable(),
    feedback: z.string().nullable(),
    remind: z.object({ email: z.boolean(), phone: z.boolean() }),
    calendar: z.object({ google: z.string(), outlook: z.string(), ics: z.string() }).nullable(),
    can: z.object({ move: z.boolean(), cancel: z.boolean(), rate: z.boolean() }),
    createdAt: z.string(),
  })
  .meta({ id: 'Appointment' })
export type Appointment = z.infer<typeof Appointment>

export const AppointmentPage = z
  .object({ items: z.array(Appointment), cursor: z.string().nullable() })
  .meta({ id: 'AppointmentPage' })

export const CallbackAttempt = z.object({
  number: z.int(),
  at: z.string(),
  staff: z.string().nullable(),
  outcome: z.enum(['successful', 'no_answer', 'busy', 'wrong_number']),
  seconds: z.int().nullable(),
  note: z.string().nullable(),
})

/** An appointment as staff see it; the visitor's schema has no room for the rest. */
export const StaffAppointment = Appointment.extend({
  id: z.uuid(),
  personId: z.uuid(),
  staffId: z.uuid().nullable(),
  source: z.enum(['chat', 'form', 'staff', 'api', 'import']),
  staffNotes: z.string().nullable(),
  cancelledBy: z.enum(['visitor', 'staff', 'calendar', 'system']).nullable(),
  overdueMinutes: z.int().nullable().describe('Of a callback past its promise'),
  attempts: z.array(CallbackAttempt),
  /** Of the calendar of the member of staff: nothing connected, on its way, there, or not to be written. */
  calendarState: z.enum(['none', 'waiting', 'synced', 'not_synced']),
  calendarError: z.string().nullable(),
  /** Statuses that it may be given now. */
  next: z.array(AppointmentStatus),
}).meta({ id: 'StaffAppointment' })
export type StaffAppointment = z.infer<typeof StaffAppointment>

export const StaffAppointmentPage = z
  .object({ items: z.array(StaffAppointment), cursor: z.string().nullable() })
  .meta({ id: 'StaffAppointmentPage' })

export const AppointmentEvent = z
  .object({
    number: z.int(),
    kind: z.string(),
    status: AppointmentStatus,
    version: z.int(),
    start: z.string().nullable(),
    staff: z.string().nullable(),
    actedBy: z.enum(['visitor', 'staff', 'calendar', 'system']),
    account: z.string().nullable(),
    note: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'AppointmentEvent' })
export type AppointmentEvent = z.infer<typeof AppointmentEvent>

export const HoldInput = z.object({ start: InstantText, listing: z.string().max(200).optional() })

export const VisitInput = z.object({
  /** A held start, by its code; else `start`. */
  hold: Code.optional(),
  start: InstantText.optional(),
  listing: z.string().max(200).optional(),
  contact: ContactInput,
  notes: words(1_000).optional(),
  visitorTimeZone: z.string().max(60).optional(),
  remind: z.object({ email: z.boolean(), phone: z.boolean() }).optional(),
})
export type VisitInput = z.infer<typeof VisitInput>

export const CallbackInput = z.object({
  contact: ContactInput,
  listing: z.string().max(200).optional(),
  reason: CallbackReason.default('general'),
  urgency: Urgency.default('medium'),
  /** When the visitor would like to be called. */
  preferred: InstantText.optional(),
  notes: words(1_000).optional(),
  visitorTimeZone: z.string().max(60).optional(),
})
export type CallbackInput = z.infer<typeof CallbackInput>

/** A coaching session of the one who asks. Without a telephone number it is held by video. */
export const SessionInput = z.object({
  start: InstantText,
  staffId: z.uuid().optional(),
  contact: z.object({ phone: z.string().trim().max(40).optional() }).default({}),
  topic: words(1_000).optional(),
  code: z.string().trim().max(100).optional(),
  visitorTimeZone: z.string().max(60).optional(),
})
export type SessionInput = z.infer<typeof SessionInput>

/** What somebody may still book, and with whom. */
export const SessionOffer = z
  .object({
    allowed: z.int(),
    used: z.int(),
    left: z.int(),
    /** Whether the e-mail address is to be proven first. */
    needsProof: z.boolean(),
    minutes: z.int(),
    noticeMinutes: z.int(),
    horizonDays: z.int(),
    freeUntilMinutes: z.int(),
    coaches: z.array(
      z.object({ id: z.uuid(), name: z.string(), timeZone: z.string(), byLink: z.boolean(), sample: z.boolean() }),
    ),
    timeZone: z.string(),
  })
  .meta({ id: 'SessionOffer' })
export type SessionOffer = z.infer<typeof SessionOffer>

/** `version` guards against a change that the sender has not seen. */
export const MoveInput = z.object({ version: z.int().positive().optional(), start: InstantText })
export const CancelInput = z.object({ version: z.int().positive().optional(), reason: words(500).optional() })
export const FeedbackInput = z.object({ rating: z.int().min(1).max(5), text: words(2_000).optional() })
export const StatusInput = z.object({
  version: z.int().positive().optional(),
  status: AppointmentStatus,
  note: words(1_000).optional(),
})
export const AttemptInput = z.object({
  outcome: z.enum(['successful', 'no_answer', 'busy', 'wrong_number']),
  seconds: z.int().min(0).max(86_400).optional(),
  note: words(1_000).optional(),
})

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is not a time such as 09:30')

export const WorkingHours = z.object({ weekday: z.int().min(1).max(7), opens: clock, closes: clock })
export type WorkingHours = z.infer<typeof WorkingHours>

export const TimeOff = z
  .object({ id: z.uuid(), start: z.string(), end: z.string(), note: z.string().nullable() })
  .meta({ id: 'TimeOff' })
export type TimeOff = z.infer<typeof TimeOff>

/** An address of a video room, or nothing. */
export const VideoLink = z
  .string()
  .trim()
  .max(500)
  .pipe(z.url({ protocol: /^https$/ }))
  .nullable()

export const StaffMember = z
  .object({
    id: z.uuid(),
    accountId: z.uuid().nullable(),
    name: z.string(),
    role: z.enum(['agent', 'coach']),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    timeZone: z.string(),
    slotMinutes: z.int(),
    visitsPerDay: z.int(),
    /** Where a coach meets people by video. */
    videoLink: z.string().nullable(),
    active: z.boolean(),
    sample: z.boolean(),
    hours: z.array(WorkingHours),
    version: z.int(),
  })
  .meta({ id: 'StaffMember' })
export type StaffMember = z.infer<typeof StaffMember>

export const StaffMemberInput = z.object({
  name: words(100),
  role: z.enum(['agent', 'coach']).default('agent'),
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()).nullable().default(null),
  phone: z.string().trim().max(40).nullable().default(null),
  /** The business's zone unless told. */
  timeZone: z.string().max(60).optional(),
  slotMinutes: z.int().min(15).max(480).default(60),
  visitsPerDay: z.int().min(0).max(50).default(5),
  videoLink: VideoLink.default(null),
  active: z.boolean().default(true),
  /** The sign-in that this is. */
  accountId: z.uuid().nullable().default(null),
  hours: z.array(WorkingHours).max(42).optional(),
})
export type StaffMemberInput = z.input<typeof StaffMemberInput>

/** How appointments are given, in wall clock of the business's zone. */
export const AppointmentSettings = z
  .object({
    /** Days of the week on which visits are given; 1 is Monday. */
    weekdays: z.array(z.int().min(1).max(7)).default([1, 2, 3, 4, 5, 6, 7]),
    opens: clock.default('09:00'),
    closes: clock.default('18:00'),
    stepMinutes: z.int().min(15).max(480).default(60),
    noticeMinutes: z.int().min(0).max(20_160).default(120),
    horizonDays: z.int().min(1).max(365).default(60),
    holdMinutes: z.int().min(1).max(120).default(10),
    /** Visits that one visitor may have ahead. */
    visitsPerPerson: z.int().min(1).max(1_000).default(10),
    /** Callbacks fall due within these hours. */
    callsFrom: clock.default('09:00'),
    callsUntil: clock.default('20:00'),
    /** `staff`: a booking is pending until somebody confirms it. */
    confirm: z.enum(['at_once', 'staff']).default('at_once'),
  })
  .meta({ id: 'AppointmentSettings' })
export type AppointmentSettings = z.infer<typeof AppointmentSettings>

/** How coaching sessions are given, in wall clock of each coach's zone; their working hours narrow it. */
export const SessionSettings = z
  .object({
    weekdays: z.array(z.int().min(1).max(7)).default([1, 2, 3, 4, 5]),
    opens: clock.default('09:00'),
    closes: clock.default('17:00'),
    /** How long one takes. They start on the hour and the half hour. */
    minutes: z.int().min(15).max(240).default(30),
    noticeMinutes: z.int().min(0).max(43_200).default(2_880),
    horizonDays: z.int().min(1).max(365).default(90),
    /** Until so long before the start a session is moved freely, and given back when it is cancelled. */
    freeUntilMinutes: z.int().min(0).max(43_200).default(1_440),
    /** Sessions of an account, by its tier. */
    allowed: z
      .object({ free: z.int().min(0).max(1_000).default(1), beta: z.int().min(0).max(1_000).default(3) })
      .default({ free: 1, beta: 3 }),
  })
  .meta({ id: 'SessionSettings' })
export type SessionSettings = z.infer<typeof SessionSettings>

export const Holiday = z.object({ day: LocalDate, name: words(100) }).meta({ id: 'Holiday' })
export type Holiday = z.infer<typeof Holiday>

export const Workload = z
  .object({
    days: z.array(z.string()),
    staff: z.array(z.object({ id: z.uuid(), name: z.string(), perDay: z.array(z.int()), openCallbacks: z.int() })),
  })
  .meta({ id: 'Workload' })
export type Workload = z.infer<typeof Workload>

/** completed / (completed + no_show + cancelled), by source; null where there is none of them yet. */
export const CompletionReport = z
  .object({
    from: z.string(),
    to: z.string(),
    sources: z.array(
      z.object({
        source: z.string(),
        completed: z.int(),
        noShow: z.int(),
        cancelled: z.int(),
        rate: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'CompletionReport' })
export type CompletionReport = z.infer<typeof CompletionReport>
