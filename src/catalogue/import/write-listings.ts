import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import { slugOf } from '../cards.ts'
import { hashDraft, type ListingDraft } from './draft.ts'
import { type KnownListing, readKnown } from './known.ts'
import { writePlaces } from './write-places.ts'
import { mergeUnits, writeUnits } from './write-units.ts'

export type Written = { added: number; updated: number; unchanged: number }

const COLUMNS = sql.raw(`id, slug, name, developer, city, place, zone, address, latitude, longitude, precision, status,
  possession_year, possession_quarter, registration_number, registration_state, registration_steps, description, highlights,
  amenities, connectivity, images, brochure, contact_name, contact_phone, contact_email, currency, units_total,
  units_available, source, source_id, import_id, published, hidden_by, content_hash, sample, created_at, updated_at`)

const CHANGED = sql.raw(
  `name developer city place zone address latitude longitude precision status possession_year possession_quarter
  registration_number registration_state registration_steps description highlights amenities connectivity images brochure
  contact_name contact_phone contact_email currency units_total units_available import_id published hidden_by content_hash
  sample updated_at`
    .split(/\s+/)
    .map(column => `${column} = excluded.${column}`)
    .join(', '),
)

/**
 * Adds or updates some hundred listings of one source in a handful of statements. The same content again changes
 * nothing. Call it inside a transaction that began with `bumpVersion`.
 */
export async function writeListings(ctx: Context, drafts: ListingDraft[], source: string, importId: string | null) {
  const written: Written = { added: 0, updated: 0, unchanged: 0 }
  const known = await readKnown(ctx, source, drafts)
  const changed: { draft: ListingDraft; before?: KnownListing; hash: string; id: string }[] = []
  for (const given of drafts) {
    const before = known.get(given.sourceId)
    const draft = before && given.partial ? { ...given, units: mergeUnits(before, given) } : given
    const hash = hashDraft(draft)
    if (before?.content_hash === hash && before.hidden_by === hiddenBy(draft, before)) written.unchanged++
    else {
      written[before ? 'updated' : 'added']++
      changed.push({ draft, before, hash, id: before?.id ?? newId() })
    }
  }
  if (changed.length === 0) return written
  await writePlaces(
    ctx,
    changed.map(one => one.draft),
  )
  const slugs = await chooseSlugs(
    ctx,
    changed.flatMap(one => (one.before ? [] : one.draft)),
  )
  const now = ctx.now().toString()
  const rows = changed.map(({ draft, before, hash, id }) => ({
    ...toColumns(draft),
    id,
    slug: before?.slug ?? slugs.get(draft),
    source,
    source_id: draft.sourceId,
    import_id: importId,
    content_hash: hash,
    published: hiddenBy(draft, before) === null,
    hidden_by: hiddenBy(draft, before),
    created_at: now,
    updated_at: now,
  }))
  await sql`insert into listings (${COLUMNS})
    select ${COLUMNS} from json_populate_recordset(null::listings, ${JSON.stringify(rows)}::json)
    on conflict (id) do update set ${CHANGED}`.execute(ctx.db)
  await writeUnits(ctx, changed)
  return written
}

/** What staff hid stays hidden; everything else is as the file says. */
function hiddenBy(draft: ListingDraft, before?: KnownListing): KnownListing['hidden_by'] {
  if (before?.hidden_by === 'staff') return 'staff'
  return draft.published ? null : 'import'
}

function toColumns(draft: ListingDraft) {
  const {
    units: _u,
    offers: _o,
    aliases: _a,
    priceHistory: _p,
    partial: _s,
    sourceId: _i,
    published: _v,
    ...fields
  } = draft
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`), value]),
  )
}

/** The name's words; a taken slug gets the place behind it, then a number. */
async function chooseSlugs(ctx: Context, drafts: ListingDraft[]) {
  const chosen = new Map<ListingDraft, string>()
  if (drafts.length === 0) return chosen
  const bases = drafts.flatMap(draft => [slugOf(draft.name), slugOf(`${draft.name} ${draft.place}`)])
  const { rows } = await sql<{ slug: string }>`
    select slug from listings where slug = any(${bases}) or regexp_replace(slug, '-[0-9]+$', '') = any(${bases})`.execute(
    ctx.db,
  )
  const taken = new Set(rows.map(row => row.slug))
  for (const draft of drafts) {
    const placed = slugOf(`${draft.name} ${draft.place}`)
    let slug = slugOf(draft.name)
    for (let number = 1; taken.has(slug); number++) slug = number === 1 ? placed : `${placed}-${number}`
    taken.add(slug)
    chosen.set(draft, slug)
  }
  return chosen
}
