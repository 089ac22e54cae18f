import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

export type Named = { label: string; path: string | null }
type Subject = { kind: string; id: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** What a kind is called where nothing has a name, or has one no more. */
const NAMELESS: Record<string, string> = {
  account: 'an account that is gone',
  person: 'somebody without a name',
  conversation: 'a conversation',
  appointment: 'an appointment',
  staff: 'somebody who has left the team',
  listing: 'a listing',
  settings: 'settings',
  backup: 'a backup',
}

const KINDS: Record<string, string> = {
  site_visit: 'the visit',
  callback: 'the callback',
  coaching_session: 'the session',
}
const SETTINGS: Record<string, string> = {
  appointments: 'visits and calls',
  'coaching sessions': 'coaching sessions',
  business: 'the business',
  reminders: 'reminders',
  holidays: 'holidays',
  backups: 'backups',
}

/** A person's name as it is known now: nothing of who was erased. */
const personName = (id: ReturnType<typeof sql>) => sql`coalesce(
  (select name from accounts where person_id = ${id}),
  (select value #>> '{}' from facts where person_id = ${id} and key = 'name' and slot = '' and superseded_at is null
    and erased_at is null limit 1))`

/** Names of subjects, read together by kind, with where the console shows them. Keys are `kind:id`. */
export async function nameSubjects(ctx: Context, subjects: readonly Subject[]): Promise<Map<string, Named>> {
  const names = new Map<string, Named>()
  const ids = (kind: string) => [
    ...new Set(subjects.filter(one => one.kind === kind && UUID.test(one.id)).map(({ id }) => id)),
  ]
  const put = (kind: string, id: string, label: string | null, path: string | null) =>
    names.set(`${kind}:${id}`, { label: label || (NAMELESS[kind] ?? kind), path })
  const read = async <Row>(kind: string, query: (of: string[]) => ReturnType<typeof sql<Row>>) => {
    const of = ids(kind)
    return of.length > 0 ? (await query(of).execute(ctx.db)).rows : []
  }
  type Name = { id: string; name: string | null }
  for (const { id, name } of await read<Name>(
    'account',
    of => sql<Name>`
    select id, name from accounts where id = any(${of}::uuid[])`,
  ))
    put('account', id, name, name ? `/console/accounts?q=${encodeURIComponent(name)}` : null)
  for (const { id, name, erased } of await read<Name & { erased: boolean }>(
    'person',
    of => sql<Name & { erased: boolean }>`
    select p.id, ${personName(sql`p.id`)} as name, p.erased_at is not null as erased
    from persons p where p.id = any(${of}::uuid[])`,
  ))
    put('person', id, erased ? 'somebody who was erased' : name, erased ? null : `/console/leads/${id}`)
  for (const { id, name } of await read<Name>(
    'conversation',
    of => sql<Name>`
    select c.id, ${personName(sql`c.person_id`)} as name from conversations c where c.id = any(${of}::uuid[])`,
  ))
    put('conversation', id, name ? `the conversation with ${name}` : null, `/console/inbox/${id}`)
  type Booking = { id: string; code: string; kind: string }
  for (const { id, code, kind } of await read<Booking>(
    'appointment',
    of => sql<Booking>`
    select id, code, kind from appointments where id = any(${of}::uuid[])`,
  ))
    put('appointment', id, `${KINDS[kind]} ${code}`, `/console/calendar?appointment=${code}`)
  for (const { id, name } of await read<Name>(
    'staff',
    of => sql<Name>`
    select id, name from staff where id = any(${of}::uuid[])`,
  ))
    put('staff', id, name, '/console/availability')
  for (const { id, name } of await read<Name>(
    'listing',
    of => sql<Name>`
    select id, name from listings where id = any(${of}::uuid[])`,
  ))
    put('listing', id, name, null)
  for (const { id, name } of await read<Name>(
    'feed',
    of => sql<Name>`
    select id, name from posting_feeds where id = any(${of}::uuid[])`,
  ))
    put('feed', id, name, '/console/listings')
  for (const { kind, id } of subjects) {
    if (names.has(`${kind}:${id}`)) continue
    if (kind === 'settings') put(kind, id, SETTINGS[id] ?? id, '/console/settings')
    else put(kind, id, UUID.test(id) ? null : id, kind === 'settings' ? '/console/settings' : null)
  }
  return names
}
