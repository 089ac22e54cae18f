import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { understandCommand } from './understand.ts'

const folder = mkdtempSync(join(tmpdir(), 'understand-'))
const file = (name: string, content: string) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function run(args: string[], stdin?: string) {
  const out: string[] = []
  const err: string[] = []
  const code = await understandCommand(args, {
    out: line => out.push(line),
    err: line => err.push(line),
    ...(stdin !== undefined && { stdin: Readable.from([stdin]) }),
  })
  return { code, out, err, json: () => out.map(line => JSON.parse(line)) }
}

test('one message, one object', async () => {
  const { code, json } = await run(['--desk', 'sales', '--json', '2bhk under 2 cr'])
  expect([code, json()]).toMatchObject([0, [{ intent: 'search', filters: { bedrooms: [2], maxPrice: 2_000_000_000 } }]])
})

test('a context file is used, null in it is absent', async () => {
  const context = file('context.json', JSON.stringify({ filters: { bedrooms: [2], zone: null }, listing: null }))
  const { json } = await run(['--desk', 'sales', '--json', 'in Hebbal', '--context', context])
  expect(json()[0].filters).toEqual({ bedrooms: [2], places: ['Hebbal'] })
})

test('without a clock in the context, tomorrow is the day after today', async () => {
  const day = () => Temporal.Now.plainDateISO('Asia/Kolkata').add({ days: 1 }).toString()
  const before = day()
  const { json } = await run(['--desk', 'sales', '--json', 'call me tomorrow'])
  expect([before, day()]).toContain(json()[0].when.date)
  const fixed = file('fixed.json', JSON.stringify({ now: '2026-11-20T10:00:00+05:30' }))
  const told = await run(['--desk', 'sales', '--json', 'call me tomorrow', '--context', fixed])
  expect(told.json()[0].when.date).toBe('2026-11-21')
})

test('lines in order, an error for a bad one', async () => {
  const lines = file(
    'lines.txt',
    '3bhk\n{"text":"2bhk","context":{"filters":{"places":["Begur"]}}}\n{"text":5}\n{bad\n\n{"text":"x","context":{"offer":"gold"}}\nhi\n',
  )
  const { code, json } = await run(['--desk', 'sales', '--lines', lines])
  const results = json()
  expect(code).toBe(0)
  expect(results).toHaveLength(7)
  expect(results[0].filters.bedrooms).toEqual([3])
  expect(results[1].filters).toEqual({ bedrooms: [2], places: ['Begur'] })
  expect(results.map(result => 'error' in result)).toEqual([false, false, true, true, false, true, false])
  expect(results[6].intent).toBe('greeting')
})

test('lines from standard input', async () => {
  const { json } = await run(['--desk', 'sales', '--lines', '-'], 'hi\r\nthanks')
  expect(json().map(result => result.intent)).toEqual(['greeting', 'thanks'])
})

test('the shipped examples all hold, per group', async () => {
  const { code, out } = await run(['--examples'])
  expect(code).toBe(0)
  expect(out.map(line => line.split(' ')[0])).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'S', 'all'])
})

test('a failing example is named and makes the exit code 1', async () => {
  const examples = file(
    'examples.jsonl',
    '{"id":"A1","text":"hi","expect":{"intent":"visit"}}\n{"id":"A2","text":"hi","expect":{"intent":"greeting"}}\n',
  )
  const { code, out, err } = await run(['--examples', examples])
  expect([code, out[0], err[0]]).toEqual([1, 'A  1/2  50.0 %', 'A1: intent: expected "visit", got "greeting"'])
})

test.each([
  [[]],
  [['--json']],
  [['--json', 'x', '--lines', 'y']],
  [['--desk', 'career', '--json', 'x']],
  [['--nonsense']],
  [['--lines', join(folder, 'missing')]],
  [['--json', 'x', '--context', join(folder, 'missing')]],
  [['--lines', 'x', '--context', 'y']],
])('a wrong call is 2: %j', async args => {
  const { code, out, err } = await run(args)
  expect([code, out]).toEqual([2, []])
  expect(err.length).toBeGreaterThan(0)
})
