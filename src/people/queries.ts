import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

/** The actor's person, or undefined for who has none yet. Never makes one. */
export async function findPerson(ctx: Context): Promise<string | undefined> {
  const { actor } = ctx
  if (actor.kind === 'account') return actor.personId
  if (actor.kind !== 'visitor') return undefined
  if (actor.personId) return actor.personId
  const found = await sql<{ person_id: string }>`
    select person_id from visitor_keys where key_hash = ${actor.keyHash} and ended_at is null`.execute(ctx.db)
  return found.rows[0]?.person_id
}

/** The actor's person. Refuses `people.unknown_person` for who has none yet. */
export async function requirePerson(ctx: Context): Promise<string> {
  const personId = await findPerson(ctx)
  return personId ?? refuse('not_found', 'people.unknown_person', 'Nothing is known about you yet.')
}

/**
 * The actor's person, made now if this is the first that a visitor writes. For verbs that write, never for reading.
 * Refuses `people.ended` for a key whose person was erased, `people.no_person` for an account or process without one.
 */
export async function ensurePerson(ctx: Context): Promise<string> {
  const { actor } = ctx
  if (actor.kind === 'account' && actor.personId) return actor.personId
  if (actor.kind !== 'visitor') return refuseWithoutPerson()
  const made = await sql<{ person: string | null }>`
    select person_of_key(${actor.keyHash}, ${newId()}, ${ctx.now()}) as person`.execute(ctx.db)
  return made.rows[0]?.person ?? refuseEnded()
}

/** A person without a visitor key: of an account, brought by an import, or named by staff. The same `id` again is the same person. */
export async function createPerson(ctx: Context, id = newId()): Promise<string> {
  await sql`insert into persons (id, created_at) values (${id}, ${ctx.now()}) on conflict (id) do nothing`.execute(
    ctx.db,
  )
  return id
}

export function refuseWithoutPerson(): never {
  return refuse('forbidden', 'people.no_person', 'This account is nobody who is remembered. Use a visitor or a member.')
}

export function refuseEnded(): never {
  return refuse('unauthenticated', 'people.ended', 'Your data was erased and this key has ended. Reload to start anew.')
}

/**
 * Whether anything new is remembered; false for an erased or unknown person. Within a transaction it stays so until the end:
 * who is being erased is waited for, and erasing waits.
 */
export async function memoryIsOn(ctx: Context, personId: string): Promise<boolean> {
  const found = await sql`
    select from persons where id = ${personId} and memory_off_since is null and erased_at is null for key share`.execute(
    ctx.db,
  )
  return found.rows.length > 0
}
