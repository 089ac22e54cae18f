import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { personParts } from './parts.ts'
import type { ListingMemory, Memory, RememberedFact } from './schema.ts'
import { factLabel, factSentence } from './sentences.ts'

type FactRow = {
  id: string
  key: string
  value: unknown
  confidence: number
  source_kind: RememberedFact['source']['kind']
  quote: string | null
  created_at: Temporal.Instant
  superseded_by: string | null
  superseded_reason: RememberedFact['supersededReason']
  erased_at: Temporal.Instant | null
  message_number: number | null
  message_text: string | null
}

/**
 * What is remembered about a person, newest first: each fact as a sentence, with the message that it came from. Current
 * facts only, unless `history` asks for the superseded and the erased too.
 */
export async function recallFacts(
  ctx: Context,
  personId: string,
  { history = false }: { history?: boolean } = {},
): Promise<RememberedFact[]> {
  const found = await sql<FactRow>`
    select f.id, f.key, f.value, f.confidence, f.source_kind, f.quote, f.created_at, f.superseded_by, f.superseded_reason,
      f.erased_at, m.number as message_number, m.text as message_text
    from facts f left join messages m on m.id = f.message_id
    where f.person_id = ${personId} and (${history} or (f.superseded_at is null and f.erased_at is null))
    order by f.number desc`.execute(ctx.db)
  return found.rows.map(toRemembered)
}

function toRemembered(row: FactRow): RememberedFact {
  return {
    id: row.id,
    key: row.key,
    label: factLabel(row.key),
    value: row.value,
    sentence: factSentence(row.key, row.value),
    confidence: row.confidence,
    source: {
      kind: row.source_kind,
      messageNumber: row.message_number,
      // The quote would give back what was just erased.
      text: row.erased_at ? null : (row.quote ?? row.message_text),
      at: row.created_at.toString(),
    },
    supersededBy: row.superseded_by,
    supersededReason: row.superseded_reason,
    erasedAt: row.erased_at?.toString() ?? null,
  }
}

const noListings: ListingMemory = { viewed: [], interested: [], rejected: [] }

/** Everything that the memory page shows; the empty memory for nobody. Writes nothing. */
export async function recallMemory(
  ctx: Context,
  personId: string | undefined,
  options: { history?: boolean } = {},
): Promise<Memory> {
  if (!personId) return { on: true, facts: [], listings: noListings, sessions: 0 }
  const person = await sql<{ on: boolean; sessions: number }>`
    select memory_off_since is null as "on",
      coalesce((select max(number) from activity_sessions where person_id = persons.id), 0) as sessions
    from persons where id = ${personId}`.execute(ctx.db)
  const facts = await recallFacts(ctx, personId, options)
  const lister = personParts().find(part => part.recallListings)
  return {
    on: person.rows[0]?.on ?? true,
    facts,
    listings: (await lister?.recallListings?.(ctx, personId)) ?? noListings,
    sessions: person.rows[0]?.sessions ?? 0,
  }
}
