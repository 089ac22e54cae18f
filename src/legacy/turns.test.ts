import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { LAYOUTS, legacyFile } from './testing/legacy-file.ts'
import { take, total } from './testing/take.ts'

const store = testStore({ connections: 2 })
const SESSIONS = 3

test('turns of several sessions in turn, more than go together: each conversation counts on by their ids, also in a second import', async () => {
  const file = legacyFile(LAYOUTS[5])
  const say = (from: number, to: number) => {
    file.db.exec('begin')
    for (let n = from; n < to; n++)
      file.add('wimd_outputs', {
        ...{ id: n, session_id: `s${n % SESSIONS}`, prompt: `question ${n}`, response: `answer ${n}` },
        created_at: `2025-10-${String(1 + (n % 28)).padStart(2, '0')} 10:00:00`,
      })
    file.db.exec('commit')
  }
  for (let n = 0; n < SESSIONS - 1; n++)
    file.add('sessions', { id: `s${n}`, created_at: '2025-09-30 16:30:04', user_data: '{}' })
  say(1, 2_000)
  const first = await take(store, { from: file.path, name: 'main' })
  expect(first.homes).toMatchObject({ persons: 3, conversations: 3, messages: 2 * 1_999 })
  expect(first.repairs).toEqual({ restored_parent: 1 })
  await expectInOrder(1_999)
  say(2_000, 2_500)
  const second = await take(store, { from: file.path, name: 'main' })
  expect(total(second, 'already')).toBe(1_999 + SESSIONS - 1)
  await expectInOrder(2_499)
  file.close()
})

async function expectInOrder(turns: number) {
  const { rows } = await store.pool.query<{ numbers: number[]; texts: string[]; whole: boolean }>(
    `select array_agg(m.number order by m.number) as numbers, array_agg(m.text order by m.number) as texts,
      bool_and(c.last_number = n.messages and c.created_at = n.first_at and c.closed_at = n.last_at and c.active_at = n.last_at) as whole
    from conversations c join messages m on m.conversation_id = c.id,
      lateral (select count(*) as messages, min(created_at) as first_at, max(created_at) as last_at from messages
        where conversation_id = c.id) n
    group by c.id`,
  )
  expect(rows).toHaveLength(SESSIONS)
  const said: number[] = []
  for (const { numbers, texts, whole } of rows) {
    expect(whole).toBe(true)
    expect(numbers).toEqual(texts.map((_, n) => n + 1))
    const ids = texts.filter((_, n) => n % 2 === 0).map(text => Number(text.slice('question '.length)))
    expect(texts).toEqual(ids.flatMap(id => [`question ${id}`, `answer ${id}`]))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    said.push(...ids)
  }
  expect(said).toHaveLength(turns)
}
