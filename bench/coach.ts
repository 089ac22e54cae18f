import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { createAssistant, postCoachMessage, runTurn } from '../src/assistant/index.ts'
import { openConversation } from '../src/conversations/index.ts'
import { newId } from '../src/kernel/ids.ts'
import { ensurePerson } from '../src/people/index.ts'
import { enrol } from '../src/programmes/index.ts'
import type { Context } from '../src/storage/index.ts'
import { type Figure, quantile } from './figure.ts'

const ROUNDS = 200
const SAYINGS = [
  'I keep putting off the one thing that matters to me',
  'My salary offer is lower than what I hoped for',
  'I am exhausted after two years of night shifts',
  'Three interviews and no answer so far',
]

/** A turn of the coach by the library, and one that answers a prompt, against two bare inserts: the message and its reply. */
export async function benchCoach(ctx: Context): Promise<Figure[]> {
  const assistant = createAssistant()
  const talk = await somebody(ctx)
  const walk = await somebody(ctx)
  const turn = async ({ own, conversationId }: Awaited<ReturnType<typeof somebody>>, text: string) => {
    const owner = assistant.newOwner()
    const { posted } = await postCoachMessage(own, assistant.settings.coach, {
      conversationId,
      clientId: randomUUID(),
      text,
      owner,
    })
    await runTurn(own, assistant, posted.turn, { owner })
  }
  await sql`create table if not exists bench_messages (id uuid primary key, number integer not null, text text not null)`.execute(
    ctx.db,
  )
  const bare = async (text: string, at: number) => {
    for (const number of [at * 2, at * 2 + 1])
      await sql`insert into bench_messages (id, number, text) values (${newId()}, ${number}, ${text})`.execute(ctx.db)
  }
  const samples = { talk: [] as number[], walk: [] as number[], bare: [] as number[] }
  for (let round = -20; round < ROUNDS; round++) {
    const text = SAYINGS[Math.abs(round) % SAYINGS.length]!
    if (round % 8 === 0) await enrol(walk.own, { personId: walk.personId, programme: 'ps101-express', startAnew: true })
    const times = {
      talk: await time(() => turn(talk, text)),
      walk: await time(() => turn(walk, `${text}, and this is round ${round}`)),
      bare: await time(() => bare(text, round + 20)),
    }
    if (round < 0) continue
    for (const [name, took] of Object.entries(times)) samples[name as keyof typeof times].push(took)
  }
  await sql`drop table bench_messages`.execute(ctx.db)
  const [library, programme, inserts] = [samples.talk, samples.walk, samples.bare].map(each => quantile(each, 0.5)) as [
    number,
    number,
    number,
  ]
  return [
    {
      name: 'coach turn by the library (bare: two inserts)',
      ours: library,
      bare: inserts,
      unit: 'ms',
      ratio: library / inserts,
    },
    {
      name: '  answer of a programme in the chat',
      ours: programme,
      bare: inserts,
      unit: 'ms',
      ratio: programme / inserts,
    },
    { name: '  library turn p99', ours: quantile(samples.talk, 0.99), unit: 'ms' },
  ]
}

async function somebody(ctx: Context) {
  const actor = { kind: 'visitor' as const, keyHash: randomUUID().replaceAll('-', '').padEnd(64, '0') }
  const own: Context = { ...ctx, actor }
  const personId = await ensurePerson(own)
  const { id: conversationId } = await openConversation(own, { desk: 'career' })
  return { own, personId, conversationId }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
