import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { claimTurn, findTurn, postMessage, releaseTurn } from '../conversations/index.ts'
import { Refusal } from '../kernel/refusal.ts'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { createAssistant } from './assistant.ts'
import { runTurn } from './run-turn.ts'

const store = testStore({ connections: 3 })
const assistant = createAssistant()

/** A run of a message that has failed twice before, and fails again with this error. */
async function thirdRun(error: Error) {
  const ctx = store.ctx({ actor: { kind: 'visitor', keyHash: randomBytes(32).toString('hex') } })
  const owner = assistant.newOwner()
  const { turn } = await postMessage(ctx, { desk: 'sales', clientId: randomUUID(), text: '2 bhk', owner })
  let failed = false
  const failing = {
    ...ctx,
    now: () => {
      if (failed) return ctx.now()
      failed = true
      throw error
    },
  }
  const done = runTurn(failing, assistant, { ...turn, attempts: 3 }, { owner })
  return { done, after: () => findTurn(ctx, turn.messageId) }
}

test('a message that fails again and again gets an honest word instead of coming back for ever', async () => {
  const { done, after } = await thirdRun(new TypeError('a bug'))
  expect(await done).toMatchObject({ outcome: 'completed', answer: { text: expect.stringContaining('sorry') } })
  expect(await after()).toMatchObject({ state: 'answered' })
})

test('a store that is away is no fault of the message: it stays to be answered', async () => {
  const { done, after } = await thirdRun(new Refusal('unavailable', 'storage.busy'))
  await expect(done).rejects.toMatchObject({ code: 'storage.busy' })
  expect(await after()).toMatchObject({ state: 'pending', owner: null })
})

test('a run that lost its turn leaves the one that has it now on the list of what a stop waits for', async () => {
  const ctx = store.ctx({ actor: { kind: 'visitor', keyHash: randomBytes(32).toString('hex') } })
  const [first, second] = [assistant.newOwner(), assistant.newOwner()]
  const { turn } = await postMessage(ctx, { desk: 'sales', clientId: randomUUID(), text: '2 bhk', owner: first })
  await releaseTurn(ctx, { messageId: turn.messageId, owner: first })
  const again = await claimTurn(ctx, { messageId: turn.messageId, owner: second })
  const { done } = await transact(store.ctx(), async open => {
    // The second cannot commit before this transaction ends.
    await sql`select from persons where id = ${turn.personId} for update`.execute(open.db)
    const broken = () => {
      throw new TypeError('a bug')
    }
    const lost = runTurn({ ...ctx, now: broken }, assistant, turn, { owner: first })
    const done = runTurn(ctx, assistant, again!, { owner: second })
    await expect(lost).rejects.toThrow('a bug')
    expect([...assistant.runs.keys()]).toEqual([second])
    return { done }
  })
  expect(await done).toMatchObject({ outcome: 'completed' })
  expect(assistant.runs.size).toBe(0)
})
