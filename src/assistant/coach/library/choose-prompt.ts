import { sql } from 'kysely'
import { newId } from '../../../kernel/ids.ts'
import type { Context } from '../../../storage/index.ts'
import { type LibraryPrompt, libraryPrompts } from './prompts.ts'
import { type Topic, topicOf } from './topics.ts'

/** Not told to a person again within so many days, while their topic has others. */
const RESTS_DAYS = 30
/** Trigram word similarity from which a prompt is near what was said. */
const NEAR = 0.3

/** Puts the library into the store, once: what is there already stays as it is. */
export async function seedLibrary(ctx: Context): Promise<void> {
  await sql`
    insert into coach_prompts (key, topic, body)
    select key, topic, body from json_to_recordset(${JSON.stringify(libraryPrompts)}) as p (key text, topic text, body text)
    on conflict (key) do nothing`.execute(ctx.db)
}

/**
 * The library's prompt for what somebody said: the nearest of its topic by full-text rank and trigram word similarity, else the
 * nearest of all, else a general one. One that was told to this person in the last 30 days comes only where its topic has no
 * other; then the one told longest ago. `query` is matched as text, never run as anything.
 */
export async function choosePrompt(
  ctx: Context,
  { personId, text, salt }: { personId: string | null; text: string; salt: string },
): Promise<LibraryPrompt> {
  const topic = topicOf(text)
  const said = text.slice(0, 1000)
  const rested = ctx.now().subtract({ hours: RESTS_DAYS * 24 })
  const found = await sql<LibraryPrompt & { topic: Topic }>`
    with said as (
      select to_tsquery('english', coalesce(nullif(string_agg(quote_literal(lexeme), ' | '), ''), '''zzzzzz''')) as query
      from unnest(to_tsvector('english', ${said}))
    ),
    told as (
      select prompt_key, max(used_at) as at from coach_prompt_uses where person_id = ${personId} group by prompt_key
    ),
    weighed as (
      select p.key, p.topic, p.body, ts_rank(p.words, said.query) as rank,
        -- Trigrams are dear: they are weighed where they can decide, which is inside the topic if there is one.
        case when ${topic} in ('general', p.topic) then word_similarity(${said}, p.body) else 0 end as near,
        told.at, coalesce(told.at > ${rested}, false) as tired, md5(p.key || ${salt}) as turn
      from coach_prompts p cross join said left join told on told.prompt_key = p.key
    ),
    fitting as (
      select *, rank + near as points, (rank > 0 or near >= ${NEAR}) as fits,
        -- Its topic first; then whatever fits best anywhere; then the general ones.
        case when topic = ${topic} and topic <> 'general' then 0
          when rank > 0 or near >= ${NEAR} then 1
          when topic = 'general' then 2 else 3 end as class
      from weighed
    )
    select key, topic, body from fitting
    order by (tired and exists (select from fitting o where o.topic = fitting.topic and not o.tired)),
      class, tired, case when tired then at end, fits desc, points desc, turn
    limit 1`.execute(ctx.db)
  // A store that was seeded has all; the first general one is the same text.
  return found.rows[0] ?? libraryPrompts.find(prompt => prompt.topic === 'general')!
}

/** Remembers that a person was told a prompt, so that it rests. */
export async function recordPromptUse(
  ctx: Context,
  { personId, key, messageId }: { personId: string; key: string; messageId: string },
): Promise<void> {
  await sql`
    insert into coach_prompt_uses (id, person_id, prompt_key, message_id, used_at)
    select ${newId()}, ${personId}, key, ${messageId}, ${ctx.now()} from coach_prompts where key = ${key}`.execute(
    ctx.db,
  )
}
