import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { createAssistant } from '../../src/assistant/index.ts'
import { bringEntries } from '../../src/outage/bring.ts'
import { lanesBehind, replayNext } from '../../src/outage/replay.ts'
import { outageVerbs } from '../../src/server/outage/index.ts'
import type { Store } from '../../src/storage/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

type Review = {
  id: string
  kind: string
  reason: string
  content: { text?: string } | null
  fileBytes: number | null
  person: { name: string | null; isMember: boolean } | null
  repeatable: boolean
}

/** A server that keeps words in an outage, whose store goes and comes as a test says; what the loop does is done step by step. */
export function outageHouse() {
  const store = testStore({ connections: 3 })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-outage-'))
  const server = testServer(store, { MOSAIC_OUTAGE: 'spool', MOSAIC_DATA: folder, MOSAIC_MOVE: 'never' })
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  let real: Store
  beforeAll(async () => {
    real = server.state.store!
    // Its loop would do at once what these tests do step by step.
    await server.state.later!.stop()
  })

  function goAway() {
    server.state.store = { ...real, reachable: () => false }
  }

  function comeBack() {
    server.state.store = real
  }

  const verbs = () => outageVerbs({ assistant: createAssistant({}), files: () => server.state.files! })

  /** As the loop does: everything into the store, and done. */
  async function replay(): Promise<void> {
    comeBack()
    const ctx = store.ctx()
    await bringEntries(ctx, server.state.outage!.spool, verbs())
    await store.pool.query(
      `update outage_entries set brought_at = brought_at - interval '1 minute' where state = 'waiting'`,
    )
    while (await replayNext(ctx, verbs(), randomUUID()));
    server.state.outage!.spool.standsInStore(await lanesBehind(ctx))
  }

  const say = (caller: Caller, text: string, id = randomUUID()) =>
    caller.expect(202, 'POST', '/api/sales/messages', { json: { id, text } })

  async function heard(caller: Caller): Promise<string[]> {
    const page = (await caller.expect(200, 'GET', '/api/sales/conversation')) as {
      messages: { author: string; text: string }[]
    }
    return page.messages.filter(({ author }) => author !== 'assistant').map(({ text }) => text)
  }

  async function reviews(): Promise<Review[]> {
    const admin = await server.administrator()
    return ((await admin.expect(200, 'GET', '/api/admin/outage-entries')) as { items: Review[] }).items
  }

  async function settleAll(): Promise<void> {
    const admin = await server.administrator()
    for (const { id } of await reviews())
      await admin.expect(204, 'POST', `/api/admin/outage-entries/${id}/settle`, { json: {} })
    expect(await reviews()).toEqual([])
  }

  return {
    ...{ store, folder, server, goAway, comeBack, verbs, replay, say, heard, reviews, settleAll },
    /** The store as it is while it is there. */
    real: () => real,
  }
}
