import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { createPerson, rememberFacts } from '../people/index.ts'
import { type Context, writeSetting } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { eraseUnseen } from './retention.ts'

const store = testStore({ connections: 3 })

/** Four hundred days from now, where who was not seen for six months goes. */
async function late(): Promise<Context> {
  const now = () => Temporal.Now.instant().add({ hours: 24 * 400 })
  const ctx = store.ctx({ actor: { kind: 'system' }, now })
  await writeSetting(ctx, 'retention', { months: 6 })
  return { ...ctx, business: { ...ctx.business, timeZone: 'Asia/Kolkata' } }
}
const isErased = async (personId: string) =>
  (await store.pool.query('select from persons where id = $1 and erased_at is not null', [personId])).rowCount === 1

test('who was called or did something of late, or whom staff noted something of, stays', async () => {
  const ctx = await late()
  const [gone, called, noted, told, works] = [
    await createPerson(store.ctx()),
    await createPerson(store.ctx()),
    await createPerson(store.ctx()),
    await createPerson(store.ctx()),
    await createPerson(store.ctx()),
  ]
  const lately = ctx.now().subtract({ hours: 24 })
  await sql`
    insert into lead_calls (id, person_id, started_at, last_at)
    values (${newId()}, ${called}, ${lately}, ${lately})`.execute(store.db)
  await sql`
    insert into lead_notes (id, person_id, text, created_at)
    values (${newId()}, ${noted}, 'Back in spring', ${lately})`.execute(store.db)
  await rememberFacts(ctx, { personId: told, messageId: null, facts: [{ key: 'name', value: 'Asha' }] })
  await sql`
    insert into resumes (id, person_id, name, created_at) values (${newId()}, ${works}, 'Mine', ${lately})`.execute(
    store.db,
  )
  expect(await eraseUnseen(ctx)).toBe(1)
  expect(await isErased(gone)).toBe(true)
  for (const stays of [called, noted, told, works]) expect(await isErased(stays)).toBe(false)
})

test('who comes back while their turn comes is seen', async () => {
  const ctx = await late()
  const personId = await createPerson(store.ctx())
  const writing = await store.pool.connect()
  try {
    // As a message does: the person is locked, then what they do is written.
    await writing.query('begin')
    await writing.query('select from persons where id = $1 for key share', [personId])
    await writing.query(
      'insert into activity_sessions (person_id, number, started_at, last_at) values ($1, 1, $2, $2)',
      [personId, ctx.now()],
    )
    const erasing = eraseUnseen(ctx)
    await vi.waitFor(async () => {
      const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      expect((await store.pool.query(waits)).rowCount).toBe(1)
    })
    await writing.query('commit')
    expect(await erasing).toBe(0)
  } finally {
    writing.release()
  }
  expect(await isErased(personId)).toBe(false)
})
