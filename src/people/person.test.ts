import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Context, transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { erasePerson } from './erase-person.ts'
import { createPerson, ensurePerson, findPerson, memoryIsOn, requirePerson } from './queries.ts'
import { recallMemory } from './recall.ts'
import { recordActivity, sessionsOf } from './sessions.ts'
import { newVisitor } from './testing.ts'

const store = testStore({ connections: 12 })

async function persons(ctx: Context): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) from persons`.execute(ctx.db)
  return found.rows[0]!.count
}

test('reading makes nobody; the first write makes one person, also of many at once', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  const before = await persons(ctx)
  expect(await findPerson(ctx)).toBeUndefined()
  await expect(requirePerson(ctx)).rejects.toMatchObject({ kind: 'not_found', code: 'people.unknown_person' })
  expect(await recallMemory(ctx, await findPerson(ctx))).toMatchObject({ on: true, facts: [], sessions: 0 })
  expect(await persons(ctx)).toBe(before)
  const made = await Promise.all(Array.from({ length: 12 }, () => ensurePerson(ctx)))
  expect(new Set(made).size).toBe(1)
  expect(await persons(ctx)).toBe(before + 1)
  expect(await findPerson(ctx)).toBe(made[0])
})

test('while somebody is being erased nobody is told that their memory is on', async () => {
  const personId = await createPerson(store.ctx())
  const asked = await transact(store.ctx(), async ctx => {
    await erasePerson(ctx, { personId })
    const asked = memoryIsOn(store.ctx(), personId)
    await Promise.race([asked, sleep(100)])
    return { asked }
  })
  expect(await asked.asked).toBe(false)
})

test('an account is the person that it belongs to, and nobody without one', async () => {
  const personId = await createPerson(store.ctx())
  const account = { kind: 'account', accountId: 'a', role: 'member', name: 'Asha' } as const
  expect(await ensurePerson(store.ctx({ actor: { ...account, personId } }))).toBe(personId)
  expect(await findPerson(store.ctx({ actor: account }))).toBeUndefined()
  await expect(ensurePerson(store.ctx({ actor: account }))).rejects.toMatchObject({ code: 'people.no_person' })
  await expect(ensurePerson(store.ctx())).rejects.toMatchObject({ code: 'people.no_person' })
})

test('activity with gaps under half an hour is one session, however many write at once', async () => {
  let now = Temporal.Instant.from('2026-11-21T09:00:00Z')
  const ctx = store.ctx({ now: () => now })
  const personId = await createPerson(ctx)
  const begun = await Promise.all(Array.from({ length: 10 }, () => recordActivity(ctx, personId)))
  expect(begun.filter(number => number !== null)).toEqual([1])
  now = now.add({ minutes: 29 })
  expect(await recordActivity(ctx, personId)).toBeNull()
  now = now.add({ minutes: 30 })
  expect(await recordActivity(ctx, personId)).toBe(2)
  // A process whose clock is behind neither begins a session nor moves one back.
  now = now.subtract({ minutes: 5 })
  expect(await recordActivity(ctx, personId)).toBeNull()
  expect((await sessionsOf(ctx, personId)).map(session => [session.number, String(session.last_at)])).toEqual([
    [2, '2026-11-21T09:59:00Z'],
    [1, '2026-11-21T09:29:00Z'],
  ])
})
