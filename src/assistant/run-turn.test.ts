import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { findTurn, postMessage } from '../conversations/index.ts'
import { Refusal } from '../kernel/refusal.ts'
import { testStore } from '../storage/testing/index.ts'
import { createAssistant } from './assistant.ts'
import { runTurn } from './run-turn.ts'

const store = testStore()
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
