import { sql } from 'kysely'
import type { CalendarMethod, Sent } from '../channels/index.ts'
import type { Context, Role } from '../storage/index.ts'
import type { ReminderChannel } from './schema.ts'

/** One intended send, planned in the transaction of what causes it. */
export type ReminderPlan = {
  subject: { kind: string; id: string; version: number }
  kind: string
  audience: 'visitor' | 'staff'
  /** The person, or the id of the member of staff. */
  recipientId: string
  /** The person whom the subject concerns. */
  personId: string
  channel: ReminderChannel
  /** The instant that the rule gives. */
  plannedAt: Temporal.Instant
  usefulUntil: Temporal.Instant
  /** The recipient's IANA zone. */
  timeZone: string
  /** Whether the recipient's quiet hours move it. */
  quiet: boolean
}

/** What a claimed reminder's subject is asked about. */
export type Claimed = {
  id: string
  subjectKind: string
  subjectId: string
  subjectVersion: number
  kind: string
  audience: 'visitor' | 'staff'
  recipientId: string
  channel: ReminderChannel
  timeZone: string
}

/** What is to be said and to whom, or why it is not to be said any more. */
export type Composed =
  | {
      holds: true
      to: { name: string | null; email: string | null; phone: string | null; accountId: string | null }
      /** One line, and the same as text and HTML for e-mail. */
      subject: string
      text: string
      html: string
      /** For SMS, WhatsApp and the push notification's body: at most 300 characters. */
      short: string
      /** Path within Mosaic that a notification opens. */
      path: string
      /** What the ledger keeps instead of `text`, where that holds a secret. */
      kept?: string
      /** Who stopped reminders still gets it: they asked for it themselves. */
      regardless?: boolean
      /** Address at which a mail program ends mails of this kind with one POST (RFC 8058). */
      unsubscribe?: string
      calendar?: { method: CalendarMethod; content: string }
    }
  | { holds: false; status: 'suppressed' | 'cancelled'; reason: string }

/** Says a reminder in the person's thread, exactly once for its id. Given by the composition root. */
export type SayInChat = (
  ctx: Context,
  said: { reminderId: string; personId: string; subjectKind: string; subjectId: string; text: string; path: string },
) => Promise<Sent>

/** How the ledger names a subject to staff. */
export type SubjectLabel = {
  label: string
  code: string | null
  recipient: (recipientId: string, audience: 'visitor' | 'staff') => string
}

/** What a higher domain knows about its subjects. `compose` and `label` get many at once and read them together. */
export type SubjectHandler = {
  /** Everything as it is now: a version that is no longer the newest is answered `cancelled`. Keys are reminder ids. */
  compose(ctx: Context, claimed: readonly Claimed[]): Promise<Map<string, Composed>>
  /** Keys are subject ids. */
  label(ctx: Context, subjectIds: readonly string[]): Promise<Map<string, SubjectLabel>>
  /** The person whom an address (E.164) most likely belongs to, for messages that come in. */
  personOfPhone?(ctx: Context, phone: string): Promise<string | undefined>
  /**
   * Which lines of this kind a member of staff may see and act on, as a condition over `r`, the row of `reminders`. Without it,
   * administrators alone.
   */
  seenBy?(staff: { accountId: string; role: Role }): ReturnType<typeof sql>
}

const handlers = new Map<string, SubjectHandler>()

/** Called by the composition root. The same kind again replaces the handler. */
export function registerSubject(kind: string, handler: SubjectHandler): void {
  handlers.set(kind, handler)
}

export function subjectHandler(kind: string): SubjectHandler | undefined {
  return handlers.get(kind)
}

/** The lines of the ledger that the actor may see, as a condition over `r`: staff those of their own desk, administrators all. */
export function seenByActor({ actor }: Context): ReturnType<typeof sql> {
  if (actor.kind === 'system' || (actor.kind === 'account' && actor.role === 'admin')) return sql`true`
  if (actor.kind !== 'account') return sql`false`
  const conditions = [...handlers].flatMap(([kind, { seenBy }]) =>
    seenBy ? [sql`(r.subject_kind = ${kind} and ${seenBy(actor)})`] : [],
  )
  return conditions.length > 0 ? sql`(${sql.join(conditions, sql` or `)})` : sql`false`
}

export function subjectHandlers(): SubjectHandler[] {
  return [...handlers.values()]
}
