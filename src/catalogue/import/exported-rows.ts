import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { type CardRow, cardColumns } from '../cards.ts'

export type ExportedRow = CardRow & {
  source: string
  source_id: string
  published: boolean
  aliases: string[]
  address: string | null
  description: string | null
  brochure: string | null
  contact_name: string | null
  contact_phone: string | null
  contact_email: string | null
  connectivity: string[]
  registration_steps: string[]
  offers: { text: string; endsOn: string | null }[]
}

const PAGE = 500

/** Every listing, published or not, in the order of their ids; a page at a time, whatever their number. */
export async function* exportedRows(ctx: Context): AsyncGenerator<ExportedRow> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await sql<ExportedRow>`
      select ${cardColumns}, l.source, l.source_id, l.published, l.address, l.description, l.brochure, l.contact_name,
        l.contact_phone, l.contact_email, l.connectivity, l.registration_steps,
        array(select alias from listing_aliases where listing_id = l.id order by alias) as aliases,
        (select coalesce(json_agg(json_build_object('text', o.text, 'endsOn', o.ends_on) order by o.id), '[]'::json)
          from offers o where o.listing_id = l.id) as offers
      from listings l where l.id > ${after}::uuid order by l.id limit ${PAGE}`.execute(ctx.db)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}
