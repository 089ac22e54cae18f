import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { createPerson } from '../people/index.ts'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import type { Definition } from './definition.ts'
import { promptsOf } from './definition.ts'
import {
  enrol,
  listRevisions,
  readEnrolment,
  releaseProgrammes,
  saveAnswer,
  sharedWithCoach,
  shareEnrolment,
  skipPrompt,
  undoUpgrade,
  upgradeEnrolment,
} from './index.ts'
import { knowProgramme } from './registry.ts'
import type { Enrolment } from './schema.ts'
import { enrolSomebody, fixtureProgramme, releaseForTest } from './testing/index.ts'

const store = testStore({ connections: 3 })

const OLD = [
  ['What is it?', 'Why?'],
  ['Who?', 'When?'],
]
beforeAll(async () => {
  await releaseForTest(store.ctx(), fixtureProgramme('moves', 1, OLD))
})

const textsOf = ({ answers, earlier }: Enrolment) => [...answers, ...earlier].map(({ text }) => text).filter(Boolean)

test('an upgrade is previewed, done and undone; a retired question stays as an earlier one', async () => {
  const ctx = store.ctx()
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'moves')
  const named = { personId, enrolmentId }
  const save = (prompt: string, text: string, basedOn?: number) =>
    saveAnswer(ctx, { ...named, prompt, text, basedOn, final: true })
  await save('1.1', 'A job that is none')
  await save('1.2', 'Because of the money')
  await skipPrompt(ctx, { ...named, prompt: '2.1' })
  await releaseForTest(
    ctx,
    fixtureProgramme('moves', 2, [['Why, in one line?'], ['What is it, really?', 'What else?', 'And who?']], {
      version: 1,
      map: { '1.1': '2.1', '1.2': 'retired', '2.1': '2.3', '2.2': '1.1' },
    }),
  )
  const before = await readEnrolment(ctx, named)
  expect([before.version, before.newerVersion]).toEqual([1, 2])
  const preview = await upgradeEnrolment(ctx, { ...named, toVersion: 2, dryRun: true })
  expect(preview.moved).toEqual([
    { from: '1.1', prompt: '2.1', question: 'What is it, really?', text: 'A job that is none' },
  ])
  expect(preview.retired).toEqual([{ prompt: '1.2', question: 'Why?', text: 'Because of the money' }])
  expect(preview.fresh.map(({ prompt }) => prompt)).toEqual(['1.1', '2.2', '2.3'])
  expect(await readEnrolment(ctx, named)).toEqual(before)

  const { enrolment } = await upgradeEnrolment(ctx, { ...named, toVersion: 2 })
  expect([enrolment.version, enrolment.newerVersion]).toEqual([2, null])
  expect(enrolment.answers.map(({ prompt, text, state }) => [prompt, text, state])).toEqual([
    ['2.1', 'A job that is none', 'final'],
    ['2.3', '', 'skipped'],
  ])
  expect(enrolment.earlier).toMatchObject([{ text: 'Because of the money', question: 'Why?', version: 1 }])
  // Words that were meant for a question of the version before do not land where its number asks something else.
  for (const [prompt, there] of [
    ['1.1', '2.1'],
    ['1.2', null],
    ['2.2', '1.1'],
  ] as const)
    await expect(
      saveAnswer(ctx, { ...named, prompt, text: 'Written before the upgrade', version: 1 }),
    ).rejects.toMatchObject({ code: 'programmes.version_changed', detail: { version: 2, prompt: there } })
  expect((await readEnrolment(ctx, named)).answers).toEqual(enrolment.answers)
  await saveAnswer(ctx, {
    ...named,
    prompt: '2.1',
    text: 'A job that is none of mine',
    basedOn: 1,
    final: true,
    version: 2,
  })
  await save('2.2', 'Something else altogether')

  const undone = await undoUpgrade(ctx, named)
  await expect(
    saveAnswer(ctx, { ...named, prompt: '2.1', text: 'Written before it was undone', version: 2 }),
  ).rejects.toMatchObject({ code: 'programmes.version_changed', detail: { version: 1, prompt: '1.1' } })
  expect(undone.answers.map(({ prompt, text }) => [prompt, text])).toEqual([
    ['1.1', 'A job that is none of mine'],
    ['1.2', 'Because of the money'],
    ['2.1', ''],
  ])
  expect(undone.earlier).toMatchObject([{ text: 'Something else altogether', question: 'What else?', version: 2 }])
  await expect(undoUpgrade(ctx, named)).rejects.toMatchObject({ code: 'programmes.no_undo' })
  const again = await upgradeEnrolment(ctx, { ...named, toVersion: 2 })
  expect(textsOf(again.enrolment).sort()).toEqual(
    ['A job that is none of mine', 'Because of the money', 'Something else altogether'].sort(),
  )
  const later = { ...ctx, now: () => ctx.now().add({ hours: 31 * 24 }) }
  await expect(undoUpgrade(later, named)).rejects.toMatchObject({ code: 'programmes.no_undo' })
})

test('for every map every text that was there is there after upgrading, after undoing and after upgrading again', async () => {
  const ctx = store.ctx()
  const keys = promptsOf(fixtureProgramme('x', 1, OLD)).map(({ key }) => key)
  const target = fc.constantFrom('1.1', '1.2', '1.3', '2.1', 'retired' as const)
  let made = 0
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(target, target, target, target),
      fc.subarray(keys),
      fc.subarray(['1.1', '1.2', '1.3', '2.1']),
      fc.subarray(keys),
      async (targets, answered, afterwards, onceMore) => {
        const key = `maps-${++made}`
        const personId = await createPerson(ctx)
        const first = knowProgramme(fixtureProgramme(key, 1, OLD))
        await releaseProgrammes(ctx)
        const { enrolment } = await enrol(ctx, { personId, programme: key })
        const named = { personId, enrolmentId: enrolment.id }
        let written = 0
        const write = async (prompts: string[]) => {
          for (const prompt of prompts) {
            const { answers } = await readEnrolment(ctx, named)
            const basedOn = answers.find(answer => answer.prompt === prompt)?.revision
            await saveAnswer(ctx, { ...named, prompt, text: `Words number ${++written}.`, basedOn })
          }
        }
        const keepsAll = async (change: () => Promise<unknown>) => {
          const before = textsOf(await readEnrolment(ctx, named))
          await change()
          const after = textsOf(await readEnrolment(ctx, named))
          expect(after).toEqual(expect.arrayContaining(before))
        }
        await write(answered)
        const map = Object.fromEntries(keys.map((prompt, at) => [prompt, targets[at]!])) as NonNullable<
          Definition['from']
        >['map']
        knowProgramme(fixtureProgramme(key, 2, [['a', 'b', 'c'], ['d']], { version: first.version, map }))
        await releaseProgrammes(ctx)
        await keepsAll(() => upgradeEnrolment(ctx, { ...named, toVersion: 2 }))
        await write(afterwards)
        await keepsAll(() => undoUpgrade(ctx, named))
        await write(onceMore)
        await keepsAll(() => upgradeEnrolment(ctx, { ...named, toVersion: 2 }))
      },
    ),
    { numRuns: 12 },
  )
})

test('saving while the version changes loses nothing', async () => {
  const ctx = store.ctx()
  await releaseForTest(ctx, fixtureProgramme('race', 1, OLD))
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'race')
  const named = { personId, enrolmentId }
  await releaseForTest(
    ctx,
    fixtureProgramme('race', 2, OLD, { version: 1, map: { '1.1': '1.1', '1.2': '1.2', '2.1': '2.1', '2.2': '2.2' } }),
  )
  await saveAnswer(ctx, { ...named, prompt: '1.1', text: 'the words before' })
  await Promise.all([
    upgradeEnrolment(ctx, { ...named, toVersion: 2 }),
    saveAnswer(ctx, { ...named, prompt: '1.1', text: 'the words after', basedOn: 1 }),
    saveAnswer(ctx, { ...named, prompt: '1.2', text: 'other words' }),
  ])
  const { version, answers } = await readEnrolment(ctx, named)
  expect([version, ...answers.map(({ text }) => text)]).toEqual([2, 'the words after', 'other words'])
})

test('a draft that is gone on with in the middle of an upgrade goes to the version that comes of it', async () => {
  const ctx = store.ctx()
  await releaseForTest(ctx, fixtureProgramme('meet', 1, OLD))
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'meet')
  const named = { personId, enrolmentId }
  const map = { '1.1': '1.1', '1.2': '1.2', '2.1': '2.1', '2.2': '2.2' }
  await releaseForTest(ctx, fixtureProgramme('meet', 2, OLD, { version: 1, map }))
  await saveAnswer(ctx, { ...named, prompt: '1.1', text: 'the words before' })
  const inside = Promise.withResolvers<void>()
  const told = Promise.withResolvers<void>()
  const upgrading = transact(ctx, async ctx => {
    await upgradeEnrolment(ctx, { ...named, toVersion: 2 })
    inside.resolve()
    await told.promise
  })
  await inside.promise
  const saving = saveAnswer(ctx, { ...named, prompt: '1.1', text: 'the words after', basedOn: 1 })
  const first = await Promise.race([saving, sleep(300, 'waits')])
  told.resolve()
  await Promise.all([upgrading, saving])
  expect(first).toBe('waits')
  const { version, answers } = await readEnrolment(ctx, named)
  expect([version, answers[0]!.text]).toEqual([2, 'the words after'])
})

test('a released version that was altered is refused at start', async () => {
  const ctx = store.ctx()
  await releaseForTest(ctx, fixtureProgramme('stone', 1, [['One']]))
  knowProgramme(fixtureProgramme('stone', 1, [['Two']]))
  await expect(releaseProgrammes(ctx)).rejects.toMatchObject({ code: 'programmes.altered_version' })
  knowProgramme(fixtureProgramme('stone', 1, [['One']]))
  await releaseProgrammes(ctx)
})

test('an upgrade keeps what an answer said before it readable, and what is private before it is written', async () => {
  const ctx = store.ctx()
  await releaseForTest(ctx, fixtureProgramme('story', 1, [['What?', 'Why?'], ['Who?']]))
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'story')
  const named = { personId, enrolmentId }
  const save = (prompt: string, text: string, basedOn?: number) =>
    saveAnswer(ctx, { ...named, prompt, text, basedOn, final: true })
  await save('1.1', 'The first words')
  await save('1.1', 'The second words', 1)
  await shareEnrolment(ctx, { ...named, shared: true, private: ['1.2'] })
  await releaseForTest(
    ctx,
    fixtureProgramme('story', 2, [['Why, then?', 'What, then?', 'Who?']], {
      version: 1,
      map: { '1.1': '2', '1.2': '1', '2.1': '3' },
    }),
  )
  const said = async (prompt: string) =>
    (await listRevisions(ctx, { ...named, prompt })).items.map(({ revision, text }) => `${revision} ${text}`)
  await upgradeEnrolment(ctx, { ...named, toVersion: 2 })
  expect(await said('2')).toEqual(['2 The second words', '1 The first words'])
  await save('2', 'The third words', 2)
  await save('2', 'The fourth words', 3)
  await save('1', 'Nobody is to read this')
  const all = ['4 The fourth words', '3 The third words', '2 The second words', '1 The first words']
  expect(await said('2')).toEqual(all)
  expect(JSON.stringify(await sharedWithCoach(ctx, { personId }))).not.toContain('Nobody is to read this')
  await undoUpgrade(ctx, named)
  expect(await said('1.1')).toEqual(all)
  expect(JSON.stringify(await sharedWithCoach(ctx, { personId }))).not.toContain('Nobody is to read this')
})
