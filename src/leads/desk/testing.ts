import { sql } from 'kysely'
import { createPerson, type FactInput, rememberFacts } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Stage, Temperature } from '../schema.ts'

type Made = {
  facts?: FactInput[]
  engagement?: number
  intent?: number
  temperature?: Temperature
  stage?: Stage
  /** Hours since they were last active */
  idle?: number
}

/** Somebody whom the sales desk scores, without the deeds that a score comes from. */
export async function makeLead(ctx: Context, made: Made = {}): Promise<string> {
  const { facts = [], engagement = 0, intent = 0, temperature = 'cold', stage = 'discovery', idle = 0 } = made
  const personId = await createPerson(ctx)
  await rememberFacts(ctx, { personId, messageId: null, source: 'form', facts })
  await sql`
    insert into leads (person_id, engagement, intent, temperature, stage, last_active_at, created_at)
    values (${personId}, ${engagement}, ${intent}, ${temperature}, ${stage}, ${ctx.now().subtract({ hours: idle })}, ${ctx.now()})
    on conflict (person_id) do update set engagement = excluded.engagement, intent = excluded.intent,
      temperature = excluded.temperature, stage = excluded.stage, last_active_at = excluded.last_active_at`.execute(
    ctx.db,
  )
  return personId
}

export const named = (name: string): FactInput => ({ key: 'name', value: name })
export const phone = (value: string): FactInput => ({ key: 'phone', value })
