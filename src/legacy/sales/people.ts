import type { FactInput } from '../../people/index.ts'
import type { Out, Run } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { findTable, hasColumns, same } from '../core/source.ts'
import type { Contact } from './lookups.ts'

/** The person that a legacy user is: the same by a profile and by a row that names them. */
export const personOfUser = (run: Run, userId: string) => run.id('user', userId)

/** What a row of a visit, a callback or a reminder needs of its user: whether there is a profile. */
export function withProfile(run: Run): { select: string[]; joins: string } {
  if (!hasColumns(run.source, 'user_profiles', 'user_id')) return { select: ['null'], joins: '' }
  const profiles = findTable(run.source, 'user_profiles')!
  const on = same(run.source, 'p.user_id', 't.user_id')
  return { select: ['p.user_id'], joins: `left join "${profiles.name.replaceAll('"', '""')}" p on ${on}` }
}

export type Owner = { person: string; isRestored: boolean }

/**
 * Whose row it is: its user's; without a profile somebody who is rebuilt from what it names, by the user's id or else for this row
 * alone. Undefined where it names nobody.
 */
export function ownerOf(
  run: Run,
  row: Row,
  profile: unknown,
  contact: Contact,
  of: AppointmentKind,
): Owner | undefined {
  const userId = row.text('user_id')?.trim() || null
  if (userId !== null) return { person: personOfUser(run, userId), isRestored: profile === null }
  const isNamed = contact.name !== null || contact.phone !== null || contact.email !== null
  return isNamed ? { person: personOfContact(run, of, row.key), isRestored: true } : undefined
}

export type AppointmentKind = 'visit' | 'callback' | 'requested callback'

/** Somebody who is known by one row alone. */
export const personOfContact = (run: Run, of: AppointmentKind, key: string) => run.id('contact', of, key)

/** Asks for a person, their lead and what is known of how to reach them. */
export function addPerson(
  out: Out,
  person: string,
  origin: { kind: 'profile' | 'restored'; key: string },
  known: { createdAt: Temporal.Instant; lastActiveAt: Temporal.Instant; facts: readonly FactInput[] },
): void {
  const [createdAt, lastActiveAt] = [known.createdAt.toString(), known.lastActiveAt.toString()]
  out.add('person', { id: person, createdAt, origin: origin.kind, key: origin.key })
  out.add('lead', { personId: person, createdAt, lastActiveAt })
  if (known.facts.length > 0) out.add('facts', { personId: person, at: createdAt, facts: known.facts })
}

/** Somebody of whom only a wish is left is rebuilt from it; whoever became somebody else's since is known there. */
export function addRestored(
  out: Out,
  owner: Owner,
  row: Row,
  { createdAt, contact }: { createdAt: Temporal.Instant; contact: Contact },
): void {
  if (!owner.isRestored) return
  const key = row.text('user_id') ?? row.key
  const facts = contactFacts(contact)
  addPerson(out, owner.person, { kind: 'restored', key }, { createdAt, lastActiveAt: createdAt, facts })
}

export function contactFacts({ name, phone, email }: Contact): FactInput[] {
  const facts: FactInput[] = []
  if (name !== null) facts.push({ key: 'name', value: [...name].slice(0, 120).join('') })
  if (phone !== null) facts.push({ key: 'phone', value: phone })
  if (email !== null) facts.push({ key: 'email', value: email })
  return facts
}

/** The longest that a note of staff may be. */
const NOTE = 4000

/** Asks for notes of staff: a long text is as many as it needs. */
export function addNotes(
  out: Out,
  run: Run,
  person: string,
  row: Row,
  texts: readonly (string | null)[],
  at: Temporal.Instant,
) {
  let n = 0
  for (const text of texts) {
    const signs = [...(text?.trim() ?? '')]
    for (let from = 0; from < signs.length; from += NOTE)
      out.add('note', {
        id: run.id('note', row.key, String(n++)),
        personId: person,
        text: signs.slice(from, from + NOTE).join(''),
        at: at.toString(),
      })
  }
}
