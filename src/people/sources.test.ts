import { expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { createPerson, ensurePerson } from './queries.ts'
import type { Source } from './schema.ts'
import { noteSource, sourcesOf } from './sources.ts'
import { newVisitor } from './testing.ts'

const store = testStore({ connections: 2 })
const NOTHING = { source: null, medium: null, campaign: null, term: null, content: null }
const from = (page: string): Source => ({ channel: 'page', site: null, page, referrerHost: null, utm: NOTHING })

test('nothing is noted of whom nobody knows yet', async () => {
  expect(await noteSource(store.ctx({ actor: newVisitor() }), from('/'))).toBe(false)
})

test('the first touch counts, by when it was and not by when it was noted; of a visitor, and of a member without a key', async () => {
  const personId = await createPerson(store.ctx())
  const member = { kind: 'account' as const, accountId: newId(), role: 'member' as const, name: 'Asha', personId }
  for (const actor of [newVisitor(), member]) {
    const ctx = store.ctx({ actor })
    const personId = await ensurePerson(ctx)
    const at = Temporal.Instant.from('2026-03-01T10:00:00Z')
    expect(await noteSource(ctx, from('/second'), at)).toBe(true)
    expect(await noteSource(ctx, from('/third'), at.add({ seconds: 1 }))).toBe(false)
    expect(await noteSource(ctx, from('/first'), at.subtract({ milliseconds: 1 }))).toBe(true)
    expect(await noteSource(ctx, from('/second'), at)).toBe(false)
    expect((await sourcesOf(ctx, personId)).map(({ page, at }) => [page, at])).toEqual([
      ['/first', '2026-03-01T09:59:59.999Z'],
    ])
  }
})
