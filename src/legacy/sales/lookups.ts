import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Row } from '../core/row.ts'
import { readEmail, readPhone } from './values.ts'

export type Lookups = {
  /** The home of the catalogue that a legacy project is, by its id there, its name or another name of it; null where there is none */
  listing(id: unknown, name: unknown): string | null
  /** The member of staff that a legacy salesperson is, by number or by a name that nobody else has; null where there is none */
  staff(name: string | null, phone: string | null): string | null
}

const folded = (text: unknown) => (typeof text === 'string' || typeof text === 'number' ? plain(String(text)) : '')
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Reads whom and what names of a legacy desk can mean here. */
export async function readLookups(ctx: Context, region: string): Promise<Lookups> {
  const listings = await sql<{ id: string; sourceId: string; slug: string; name: string; aliases: string[] }>`
    select l.id, l.source_id as "sourceId", l.slug, l.name,
      array(select alias from listing_aliases a where a.listing_id = l.id) as aliases
    from listings l order by l.published, l.created_at desc, l.id`.execute(ctx.db)
  const byId = new Map<string, string>()
  const byName = new Map<string, string>()
  for (const { id, sourceId, slug, name, aliases } of listings.rows) {
    for (const key of [id, sourceId, slug]) byId.set(key, id)
    for (const one of [...aliases, name]) byName.set(plain(one), id)
  }
  const staff = await sql<{ id: string; name: string; phone: string | null }>`
    select id, name, phone from staff where role = 'agent' order by active, id`.execute(ctx.db)
  const named = Map.groupBy(staff.rows, ({ name }) => plain(name))
  const phones = new Map(staff.rows.flatMap(({ id, phone }) => (phone ? [[phone, id] as const] : [])))
  return {
    listing: (id, name) => byId.get(String(id ?? '')) ?? byName.get(folded(name)) ?? null,
    staff(name, phone) {
      const number = phone === null ? null : readPhone(phone, region)
      const called = number === null ? undefined : phones.get(number)
      const same = name === null ? undefined : named.get(plain(name))
      return called ?? (same?.length === 1 ? same[0]!.id : null)
    },
  }
}

export type Contact = { name: string | null; phone: string | null; email: string | null; unread: string | null }

/** Name, number and address of columns; `unread` is a number that cannot be called (`bad_phone`). */
export function contactOf(row: Row, region: string, columns: { name: string; phone: string; email: string }): Contact {
  const said = row.text(columns.phone)?.trim() || null
  const phone = said === null ? null : readPhone(said, region)
  if (said !== null && phone === null) row.repair('bad_phone', columns.phone)
  const mail = row.text(columns.email)?.trim() || null
  const email = mail === null ? null : readEmail(mail)
  if (mail !== null && email === null) row.repair('bad_email', columns.email)
  const name = row.text(columns.name)?.replace(/\s+/gu, ' ').trim() || null
  return { name, phone, email, unread: phone === null ? said : null }
}
