import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { type Context, type Role, tell } from '../storage/index.ts'
import type { AlertReason, Desk, HandOff, HandOffReason } from './schema.ts'

declare module '../storage/index.ts' {
  interface Events {
    /** A human is wanted, announced in the transaction that says so. `number` counts the changes of this conversation. */
    'conversation.handed_off': {
      conversationId: string
      personId: string
      desk: Desk
      number: number
      reason: HandOffReason
    }
    /** It goes badly although nobody asked for a person: staff should look. The caller holds the conversation's lock. */
    'conversation.alerted': { conversationId: string; personId: string; reason: AlertReason; messageId: string }
    /** Somebody of the staff gave a conversation to a colleague; `number` of the change. */
    'conversation.transferred': { conversationId: string; personId: string; number: number; accountId: string }
    /** A note is meant for these colleagues. */
    'conversation.noted': { conversationId: string; personId: string; noteId: string; accountIds: string[] }
  }
}

export type HandOffRow = {
  number: number
  state: HandOff
  reason: HandOffReason | null
  /** Since when it stands so; null where nobody was ever wanted */
  since: Temporal.Instant | null
  /** Who has it, while `human` */
  accountId: string | null
  name: string | null
  /** Why staff should look although nobody waits */
  alert: AlertReason | null
}

/** A conversation under its lock, with who speaks in it now. */
export type LockedConversation = { id: string; personId: string; desk: Desk; handOff: HandOffRow }

/** Locks a conversation until the end of the transaction, its person first, as every other writer does. */
export async function lockConversation(ctx: Context, conversationId: string): Promise<LockedConversation | undefined> {
  // The name comes from a subquery: it is read of the row that the lock was waited for.
  const locked = await sql<{ personId: string; desk: Desk } & HandOffRow>`
    select c.person_id as "personId", c.desk, c.hand_off_number as number, c.hand_off as state,
      c.hand_off_reason as reason, c.hand_off_since as since, c.hand_off_account_id as "accountId", c.alert,
      (select name from accounts where id = c.hand_off_account_id) as name
    from conversations c join persons p on p.id = c.person_id
    where c.id = ${conversationId} and p.erased_at is null for key share of p for update of c`.execute(ctx.db)
  const row = locked.rows[0]
  if (!row) return undefined
  const { personId, desk, ...handOff } = row
  return { id: conversationId, personId, desk, handOff }
}

type HandOffChange = {
  state: HandOff
  reason: HandOffReason | null
  by: 'visitor' | 'staff' | 'assistant' | 'system'
  accountId?: string | null
  messageId?: string | null
}

/** Adds who speaks from now on, and tells open pages. The caller holds the lock. Gives the change's number. */
export async function addHandOff(
  ctx: Context,
  { id, handOff }: LockedConversation,
  change: HandOffChange,
): Promise<number> {
  const number = handOff.number + 1
  await sql`
    insert into hand_offs (conversation_id, number, state, reason, acted_by, account_id, message_id, created_at)
    values (${id}, ${number}, ${change.state}, ${change.reason}, ${change.by}, ${change.accountId ?? null},
      ${change.messageId ?? null}, ${ctx.now()})`.execute(ctx.db)
  tell(ctx, { topic: 'conversation', id })
  return number
}

/** The desks that a role looks after. */
export function desksOf(role: Role): Desk[] {
  if (role === 'admin') return ['career', 'sales']
  return role === 'coach' ? ['career'] : role === 'agent' ? ['sales'] : []
}

type Staff = { accountId: string; role: Role; name: string }

/** Who acts, of the staff. Refuses `request.forbidden` to anybody else. */
export function requireStaff({ actor }: Context): Staff {
  if (actor.kind === 'account' && actor.role !== 'member') return actor
  return refuse('forbidden', 'request.forbidden', 'Your account has no right to do this.')
}

/**
 * The conversation under its lock, for staff of its desk. One of another desk, or of the career desk where no human was ever
 * wanted, is not found: `conversations.unknown`.
 */
export async function lockForStaff(ctx: Context, conversationId: string) {
  const staff = requireStaff(ctx)
  const found = await lockConversation(ctx, conversationId)
  if (!found || !mayStaffSee(found, staff.role)) return refuseUnknown()
  return { staff, conversation: found }
}

/** Work with a coach is private until the person, or a rule that they can read, wants a human. */
export function mayStaffSee({ desk, handOff }: Pick<LockedConversation, 'desk' | 'handOff'>, role: Role): boolean {
  return desksOf(role).includes(desk) && (desk === 'sales' || handOff.number > 0)
}

export function refuseUnknown(): never {
  return refuse('not_found', 'conversations.unknown', 'There is no such conversation.')
}

export function refuseTaken(name: string | null): never {
  return refuse('conflict', 'conversations.taken', {
    message: `${name ?? 'Somebody else'} has this conversation. Ask them to release it first.`,
    by: name,
  })
}
