import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { readConversation } from '../src/conversations/index.ts'
import { newId } from '../src/kernel/ids.ts'
import { createPerson } from '../src/people/index.ts'
import type { Context } from '../src/storage/index.ts'
import { type Figure, quantile } from './figure.ts'

const ROUNDS = 300

/** What opening a conversation costs: one of 10,000 messages against one of 100, in turns, and paging back in the long one. */
export async function benchConversation(ctx: Context): Promise<Figure[]> {
  const short = await visitorWith(ctx, 100)
  const long = await visitorWith(ctx, 10_000)
  await sql`analyze messages, turns, conversations, conversation_states`.execute(ctx.db)
  const samples = { short: [] as number[], long: [] as number[], back: [] as number[] }
  for (let round = -50; round < ROUNDS; round++) {
    const times = {
      short: await time(() => readConversation(short, { desk: 'sales' })),
      long: await time(() => readConversation(long, { desk: 'sales' })),
      back: await time(() => readConversation(long, { desk: 'sales', before: 5_000 })),
    }
    if (round < 0) continue
    for (const [name, took] of Object.entries(times)) samples[name as keyof typeof times].push(took)
  }
  const [ours, bare, back] = [samples.long, samples.short, samples.back].map(each => quantile(each, 0.5)) as [
    number,
    number,
    number,
  ]
  return [
    { name: 'open 10,000 messages (bare: 100)', ours, bare, unit: 'ms', ratio: ours / bare, aim: '≤ 2' },
    { name: '  page back in the middle of 10,000', ours: back, bare, unit: 'ms', ratio: back / bare },
  ]
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** An account's person whose thread has this many messages, half of them answers with a state each. */
async function visitorWith(ctx: Context, messages: number): Promise<Context> {
  const personId = await createPerson(ctx)
  const conversationId = newId()
  const now = ctx.now()
  await sql`insert into conversations (id, person_id, desk, last_number, created_at)
    values (${conversationId}, ${personId}, 'sales', ${messages}, ${now})`.execute(ctx.db)
  await sql`
    insert into messages (id, conversation_id, number, author, client_id, text, parts, created_at)
    select gen_random_uuid(), ${conversationId}, n, case when n % 2 = 1 then 'visitor' else 'assistant' end,
      case when n % 2 = 1 then gen_random_uuid() end, 'message ' || n || repeat(' of some length', 10),
      case when n % 2 = 1 then '[]' else '[{"type":"chips","chips":[{"label":"More","text":"more"}]}]' end::jsonb, ${now}
    from generate_series(1, ${messages}::integer) as n`.execute(ctx.db)
  await sql`
    insert into turns (message_id, conversation_id, number, state, answer_id, answered_at, attempts)
    select asked.id, ${conversationId}, asked.number, 'answered', answer.id, ${now}, 1
    from messages asked join messages answer
      on answer.conversation_id = asked.conversation_id and answer.number = asked.number + 1
    where asked.conversation_id = ${conversationId} and asked.author = 'visitor'`.execute(ctx.db)
  await sql`
    insert into conversation_states (conversation_id, number, state, message_id, created_at)
    select ${conversationId}, (number + 1) / 2, '{"wish":{"bedrooms":[3]}}', message_id, ${now}
    from turns where conversation_id = ${conversationId}`.execute(ctx.db)
  return {
    ...ctx,
    actor: { kind: 'account', accountId: randomUUID(), role: 'member', personId, name: 'bench' },
  }
}
