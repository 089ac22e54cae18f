import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { programmeCommand } from '../cli/programme.ts'
import { checkDefinition } from './check-definition.ts'
import { checksumOf, promptsOf } from './definition.ts'
import { nextStatuses } from './experiments/change-experiment.ts'
import { itemsOf } from './items.ts'
import { toMarkdown } from './markdown.ts'
import { progressOf } from './progress.ts'
import { readRating } from './rating.ts'
import type { EnrolmentRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import { clamp, standingOf } from './standing.ts'
import { fixtureProgramme } from './testing/index.ts'

const NOW = Temporal.Instant.from('2026-03-10T10:00:00Z')

function record(fields: Partial<EnrolmentRecord> = {}): EnrolmentRecord {
  return {
    id: 'e',
    personId: 'p',
    programme: 'ps101',
    version: 1,
    position: null,
    sharedAt: null,
    createdAt: NOW,
    pausedAt: null,
    completedAt: null,
    archivedAt: null,
    timeZone: 'America/Denver',
    answers: [],
    skips: [],
    privates: [],
    placed: [],
    notes: [],
    upgrades: [],
    experiments: [],
    ...fields,
  }
}

function answer(prompt: string, text: string, answered = true): EnrolmentRecord['answers'][number] {
  const at = '2026-03-08T10:00:00+00:00'
  return {
    version: 1,
    prompt,
    lineage: prompt,
    revision_id: prompt,
    revision: 1,
    text,
    value: null,
    final: answered,
    saved_at: at,
    answered_at: answered ? at : null,
  }
}

describe('the programmes', () => {
  test('have the questions, the forms and the rating where they belong', () => {
    const express = programmeOf('ps101-express')
    const whole = programmeOf('ps101')
    expect(promptsOf(express).map(({ key }) => key)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    expect(whole.steps.map(({ prompts }) => prompts.length)).toEqual([6, 4, 4, 4, 4, 4, 4, 4, 4, 4])
    const prompts = promptsOf(whole)
    expect(prompts).toHaveLength(42)
    expect(prompts.flatMap(({ key, form }) => (form ? [[key, form]] : []))).toEqual([
      ['6.4', 'experiment'],
      ['7.4', 'obstacle'],
      ['8.4', 'action'],
      ['9.4', 'reflection'],
    ])
    expect(prompts.filter(({ kind }) => kind === 'rating').map(({ key }) => key)).toEqual(['4.1'])
    const asked = [...promptsOf(express), ...prompts]
    expect(new Set(asked.map(({ text }) => text)).size).toBe(50)
    expect(asked.every(({ help }) => help && help.length > 40)).toBe(true)
    expect(prompts.map(({ advice, step, key }) => [key, step, advice.characters, advice.items])).toEqual(
      prompts.map(({ key, step }) => [key, step, step === 1 ? 50 : key === '5.1' ? 100 : 30, key === '5.1' ? 5 : null]),
    )
  })

  test('a checksum depends on every word, and on nothing else', () => {
    const one = fixtureProgramme('a', 1, [['What?']])
    const { steps, ...rest } = one
    expect(checksumOf({ steps, ...rest })).toBe(checksumOf(one))
    expect(checksumOf(fixtureProgramme('a', 1, [['What!']]))).not.toBe(checksumOf(one))
  })

  test('what cannot be released is told: keys out of place, a map with holes, another kind', () => {
    const first = fixtureProgramme('a', 1, [['x', 'y']])
    const before = () => first
    const bad = fixtureProgramme('a', 2, [['x'], ['y']], { version: 1, map: { '1': '3.1', '4': 'retired' } })
    bad.steps[1]!.prompts[0]!.key = '2.2'
    expect(checkDefinition(bad, before).problems).toEqual([
      'prompt 2.2 stands where 2.1 belongs',
      'from.map: 2 is missing',
      'from.map.1: there is no prompt 3.1',
      'from.map: version 1 has no prompt 4',
    ])
    const rated = fixtureProgramme('a', 2, [['x', 'y']], { version: 1, map: { '1': '1', '2': 'retired' } })
    rated.steps[0]!.prompts[0]!.kind = 'rating'
    expect(checkDefinition(rated, before).problems).toEqual(['from.map.1: a text cannot become a rating'])
    expect(checkDefinition({ key: 'a' }, before).definition).toBeUndefined()
  })

  test('the command says whether a file can be released', async () => {
    const said: string[] = []
    const io = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line) }
    const shipped = path.join(import.meta.dirname, 'definitions/ps101-1.json')
    expect(await programmeCommand(['check', shipped], io)).toBe(0)
    expect(said[1]).toBe('10 steps, 42 prompts, about 180 minutes')
    const altered = path.join(await fs.mkdtemp(path.join(os.tmpdir(), 'mosaic-')), 'altered.json')
    await fs.writeFile(altered, (await fs.readFile(shipped, 'utf8')).replace('PS101, step by step', 'PS 101'))
    expect(await programmeCommand(['check', altered], io)).toBe(3)
    expect(said.at(-1)).toContain('has other words already')
    expect(await programmeCommand(['check', '/nowhere'], io)).toBe(2)
    await fs.rm(path.dirname(altered), { recursive: true })
  })
})

test.each([
  ['4/10', 4],
  ['4', 4],
  ['about 7, because I have done this before', 7],
  ["I'd say 6 out of 10", 6],
  ['I’d say a six', 6],
  ['10', 10],
  ['It is 3 because of the money', 3],
  ['10 years ago I was sure', null],
  ['11', null],
  ['0/10', null],
  ['4.5', null],
  ['3-4', null],
  ['14/10', null],
  ['I have 3 children', null],
  ['', null],
])('the rating in “%s” is %s', (text, rating) => {
  expect(readRating(text)).toBe(rating)
})

test.each([
  ['skill', 'planning, Excel, staying calm', ['planning', 'Excel', 'staying calm']],
  ['skill', '- teaching\n- first aid\n- Node.js', ['teaching', 'first aid', 'Node.js']],
  ['skill', 'I am good at cooking and budgeting.', ['cooking', 'budgeting']],
  ['work_value', 'My values are family, independence and learning', ['family', 'independence', 'learning']],
  ['skill', 'I can explain difficult things to anybody who wants to listen.', []],
  ['skill', 'Planning', []],
  ['skill', 'I once led a team, but I did not like it at all, and then I left', []],
  ['work_value', 'It touches my wish for security, because I have two children', []],
] as const)('as %s “%s” lists %j', (kind, text, items) => {
  expect(itemsOf(text, kind)).toEqual(items)
})

test('what is listed stands in the text as it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('skill' as const, 'work_value' as const), (text, kind) => {
      for (const item of itemsOf(text, kind)) expect(text).toContain(item)
    }),
  )
})

describe('standing', () => {
  const definition = programmeOf('ps101')
  const keys = promptsOf(definition).map(({ key }) => key)

  test('whatever was written and wherever one wants to go, one stands at a reached prompt before every missing form', () => {
    fc.assert(
      fc.property(fc.subarray(keys), fc.subarray(keys), fc.constantFrom(...keys, '99.9'), (done, drafts, wanted) => {
        const answers = [
          ...done.map(key => answer(key, 'x'.repeat(20))),
          ...drafts.filter(key => !done.includes(key)).map(key => answer(key, 'x', false)),
        ]
        const standing = standingOf(record({ answers, position: wanted }), definition, NOW)
        expect(standing.reached).toContain(standing.position)
        expect(standing.reached[0]).toBe('1.1')
        const behind = standing.reached.filter(key => Number(key.split('.')[0]) > 6)
        expect(behind.every(key => answers.some(({ prompt }) => prompt === key))).toBe(true)
        expect(standing.complete).toBe(false)
      }),
    )
  })

  test('a skip counts until something is written there', () => {
    const skips = [{ version: 1, prompt: '1.1', revision: 0, skipped_at: '2026-03-08T10:00:00+00:00' }]
    expect(standingOf(record({ skips }), definition, NOW).reached).toEqual(['1.1', '1.2'])
    const written = standingOf(record({ skips, answers: [answer('1.1', 'Hm', false)] }), definition, NOW)
    expect([written.reached, written.skipped.size]).toEqual([['1.1'], 0])
    expect(
      clamp(
        '5.2',
        keys.map(key => ({ key })),
        ['1.1'],
      ),
    ).toBe('1.1')
  })

  test('progress knows no text lengths, and days are the person’s', () => {
    const few = record({ answers: [answer('1.1', 'short enough')] })
    const many = record({ answers: [answer('1.1', 'long '.repeat(700))] })
    const of = (one: EnrolmentRecord) => progressOf(one, definition, standingOf(one, definition, NOW), NOW)
    expect(of(few)).toEqual(of(many))
    expect(of(few)).toMatchObject({ prompts: { done: 1, skipped: 0, total: 42 }, quietDays: 2 })
    expect(of(record()).quietDays).toBeNull()
  })

  test('an action is kept up to two days after it was due, of those that are due or done', () => {
    const action = (due_on: string | null, done_at: string | null) => ({
      ...{ id: 'a', label: 'a', who: '', due_on, done_at },
      changed_at: '2026-03-01T10:00:00+00:00',
    })
    const experiment = {
      ...{ id: 'x', title: '', hypothesis: 'h', metric: 'm', resources: '', start_on: null, review_on: '2026-03-20' },
      ...{ status: 'active' as const, version: 1, reminder_version: 1, ended_at: null },
      ...{ created_at: '2026-03-01T10:00:00+00:00', started_at: '2026-03-01T10:00:00+00:00' },
      ...{ obstacles: [], learnings: [], reflections: [] },
      actions: [
        action('2026-03-05', '2026-03-08T04:00:00+00:00'), // the 7th in Denver
        action('2026-03-05', '2026-03-08T20:00:00+00:00'),
        action(null, '2026-03-09T10:00:00+00:00'),
        action('2026-03-20', '2026-03-09T10:00:00+00:00'),
        action('2026-03-10', null),
        action('2026-03-11', null),
        action(null, null),
      ],
    }
    const one = record({ experiments: [experiment] })
    expect(progressOf(one, definition, standingOf(one, definition, NOW), NOW).actions).toEqual({ kept: 3, of: 5 })
  })
})

test('nothing comes after reviewed or abandoned, and nothing is reviewed that never ran', () => {
  expect(nextStatuses).toMatchObject({ reviewed: [], abandoned: [] })
  expect(nextStatuses.draft).not.toContain('reviewed')
})

test('what somebody wrote is text in Markdown, whatever it holds', () => {
  const page = toMarkdown({
    ...{ programme: 'a', title: 'A', version: 1, name: null, earlier: [], notes: [], experiments: [] },
    steps: [
      {
        number: 1,
        title: 'Step',
        cards: [
          {
            ...{ prompt: '1', question: 'What?', value: null, state: 'final' as const, answered: true, savedAt: null },
            text: '# no heading\n<script>alert(1)</script> [a](javascript:b)',
          },
        ],
      },
    ],
    progress: progressOf(record(), programmeOf('ps101'), standingOf(record(), programmeOf('ps101'), NOW), NOW),
  })
  expect(page).toContain('> \\# no heading\n> \\<script\\>')
  expect(page).not.toMatch(/[^\\]<script|[^\\]\]\(java/)
})
