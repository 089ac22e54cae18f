import { expect, test } from 'vitest'
import { createSlowLog } from './slow.ts'
import { statementOf } from './statement.ts'

function logged() {
  const lines: Record<string, unknown>[] = []
  let now = 0
  const log = createSlowLog({ warn: fields => lines.push(fields as Record<string, unknown>) }, 500, () => now)
  const query = (text: string, ms = 700) =>
    log(
      { statement: statementOf(text), ms, rows: 3, code: undefined },
      {
        route: 'GET /api/leads',
        requestId: 'r1',
      },
    )
  return { lines, query, pass: (ms: number) => (now += ms) }
}

test('a slow statement is told with who asked, a quick one is not', () => {
  const { lines, query } = logged()
  query('select * from leads where id = $1', 499)
  query(`select * from leads where name = 'Priya'`)
  expect(lines).toEqual([
    {
      ms: 700,
      rows: 3,
      statement: 'select * from leads where name = ?',
      name: 'select leads',
      fingerprint: expect.stringMatching(/^[\w-]{12}$/),
      route: 'GET /api/leads',
      reqId: 'r1',
    },
  ])
})

test('an outage does not flood the log: one line for a statement in ten seconds, twenty a minute, and what was held back is said', () => {
  const { lines, query, pass } = logged()
  for (let number = 0; number < 1_000; number++) query('select * from leads where id = $1')
  expect(lines).toHaveLength(1)
  for (let number = 0; number < 100; number++) query(`select ${'a'.repeat(number + 1)} from leads`)
  expect(lines).toHaveLength(20)
  pass(30_000)
  query('select 1 from facts')
  expect(lines).toHaveLength(20)
  pass(30_000)
  query('select 1 from facts')
  expect(lines).toHaveLength(21)
  expect([lines[1], lines.at(-1)]).toMatchObject([{ heldBack: 999 }, { heldBack: 81 + 1 }])
  pass(10_000)
  query('select 1 from facts')
  expect(lines.at(-1)).not.toHaveProperty('heldBack')
})
