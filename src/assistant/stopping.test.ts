import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { seedSample } from '../catalogue/index.ts'
import { postMessage } from '../conversations/index.ts'
import type { Change, Context } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { type Assistant, createAssistant } from './assistant.ts'
import { startTurnRecovery } from './recovery.ts'
import { settle } from './respond.ts'
import { runTurn, stopTurns } from './run-turn.ts'

const store = testStore({ connections: 8 })
const SOON = 100
const LONG = 60_000

beforeAll(() => seedSample(store.ctx()))

test('a turn that a stop cannot end is given back and told of: another process answers it at once, and nobody twice', async () => {
  const told: Change[] = []
  const [stopping, other] = [createAssistant({ stopWithinMs: SOON }), createAssistant({ recoveryEveryMs: LONG })]
  // It looks for abandoned turns now and in a minute.
  const recovery = startTurnRecovery(store.ctx(), other)
  const visitor = arrive()
  const homes = await keepBack()
  const turn = await begin(visitor, stopping, 'homes in Whitefield')
  await stopTurns(store.ctx({ publish: changes => told.push(...changes) }), stopping)
  expect(told).toEqual([{ topic: 'turn', id: turn.messageId }])
  recovery.poke()
  await until(async () => other.runs.size === 1)
  await homes.release()
  await Promise.allSettled([turn.done, ...[...other.runs.values()].map(({ done }) => done)])
  expect(await threadOf(visitor)).toEqual([`1 homes in Whitefield`, '2 assistant'])
  await recovery.stop()
})

test('who waits for their turn in a process that stops is sent on, and their message is not left to wait', async () => {
  const told: Change[] = []
  const [stopping, other] = [createAssistant({ stopWithinMs: SOON }), createAssistant({ recoveryEveryMs: LONG })]
  const visitor = arrive(changes => told.push(...changes))
  const homes = await keepBack()
  const first = await begin(visitor, stopping, 'homes in Whitefield')
  const owner = stopping.newOwner()
  const second = await postMessage(visitor, { desk: 'sales', clientId: randomUUID(), text: 'with a gym', owner })
  expect(second.mine).toBe(false)
  const waiting = settle(visitor, stopping, second, { owner })
  const refused = expect(waiting).rejects.toMatchObject({ code: 'assistant.still_answering' })
  await stopTurns(store.ctx(), stopping)
  await refused
  expect(told).toContainEqual({ topic: 'turn', id: second.message.id })
  const recovery = startTurnRecovery(store.ctx(), other)
  await until(async () => other.runs.size === 1)
  await homes.release()
  await first.done
  await until(async () => (await threadOf(visitor)).length === 4)
  expect(await threadOf(visitor)).toEqual(['1 homes in Whitefield', '2 with a gym', '3 assistant', '4 assistant'])
  await recovery.stop()
})

test('from the beginning of a stop leases are short: its process may be killed before it is at its end', async () => {
  const stopping = createAssistant({ stopWithinMs: LONG })
  const visitor = arrive()
  const homes = await keepBack()
  const turn = await begin(visitor, stopping, 'homes in Whitefield')
  const stopped = stopTurns(store.ctx(), stopping)
  const lease = async () => {
    const { rows } = await store.pool.query<{ seconds: number }>(
      'select extract(epoch from lease_until - clock_timestamp())::float8 as seconds from turns where message_id = $1',
      [turn.messageId],
    )
    return rows[0]!.seconds
  }
  await until(async () => (await lease()) <= 2)
  await homes.release()
  await stopped
  expect(await threadOf(visitor)).toEqual([`1 homes in Whitefield`, '2 assistant'])
})

test('what begins when a stop is over is given back; and whoever serves again answers again', async () => {
  const assistant = createAssistant({ stopWithinMs: SOON, recoveryEveryMs: 20 })
  await stopTurns(store.ctx(), assistant)
  const visitor = arrive()
  const turn = await begin(visitor, assistant, 'homes in Whitefield')
  await expect(turn.done).rejects.toMatchObject({ code: 'assistant.still_answering' })
  const recovery = startTurnRecovery(store.ctx(), assistant)
  await until(async () => (await threadOf(visitor)).length === 2)
  await recovery.stop()
})

function arrive(publish: Context['publish'] = () => {}): Context & { actor: { keyHash: string } } {
  const actor = { kind: 'visitor', keyHash: randomBytes(32).toString('hex') } as const
  return { ...store.ctx({ publish }), actor }
}

async function begin(visitor: Context, assistant: Assistant, text: string) {
  const owner = assistant.newOwner()
  const { turn } = await postMessage(visitor, { desk: 'sales', clientId: randomUUID(), text, owner })
  const done = runTurn(visitor, assistant, turn, { owner })
  done.catch(() => {})
  return { messageId: turn.messageId, done }
}

/** Nobody can look at homes until it is released: a turn that wants to is stuck. */
async function keepBack() {
  const client: pg.PoolClient = await store.pool.connect()
  await client.query('begin; lock table units in access exclusive mode')
  return {
    async release() {
      await client.query('commit')
      client.release()
    },
  }
}

async function threadOf({ actor }: { actor: { keyHash: string } }): Promise<string[]> {
  const { rows } = await store.pool.query<{ line: string }>(
    `select m.number || ' ' || case m.author when 'visitor' then m.text else m.author end as line
     from messages m join conversations c on c.id = m.conversation_id join visitor_keys k using (person_id)
     where k.key_hash = $1 order by m.number`,
    [actor.keyHash],
  )
  return rows.map(({ line }) => line)
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await done()); ) {
    if (Date.now() > end) throw new Error('it did not happen')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
