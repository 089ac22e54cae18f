import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson, erasePerson, recallFacts, registerPersonPart, setMemory } from '../people/index.ts'
import { registerSubject, reminderPart } from '../reminders/index.ts'
import type { Context } from '../storage/index.ts'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { tokensOf } from './coach-material.ts'
import { enrolmentDocumentSchema } from './document.ts'
import {
  addAction,
  addExperiment,
  addLearning,
  addObstacle,
  changeExperiment,
  coachMaterial,
  enrol,
  experimentSubject,
  exportEnrolment,
  importEnrolment,
  listEnrolments,
  listRevisions,
  pauseEnrolment,
  programmePart,
  readEnrolment,
  readSummary,
  reflect,
  releaseProgrammes,
  replanReviews,
  saveAnswer,
  sharedWithCoach,
  shareEnrolment,
  skipPrompt,
} from './index.ts'
import { addAccount, enrolSomebody } from './testing/index.ts'

const store = testStore({ connections: 3 })
beforeAll(async () => {
  registerPersonPart(reminderPart)
  registerPersonPart(programmePart)
  registerSubject('experiment', experimentSubject)
  await releaseProgrammes(store.ctx())
})

const at = (iso: string): Context => store.ctx({ now: () => Temporal.Instant.from(iso) })

/** Somebody with a little of everything. */
async function written(ctx: Context) {
  const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
  const named = { personId, enrolmentId }
  await saveAnswer(ctx, { ...named, prompt: '1.1', text: 'My work is empty of sense.', final: true })
  await saveAnswer(ctx, { ...named, prompt: '1.1', text: 'My work feels empty of sense.', basedOn: 1, final: true })
  await saveAnswer(ctx, { ...named, prompt: '1.6', text: 'family, independence', final: true })
  await saveAnswer(ctx, { ...named, prompt: '4.1', text: '', value: 3, final: true })
  await saveAnswer(ctx, { ...named, prompt: '1.2', text: 'Becau' })
  await skipPrompt(ctx, { ...named, prompt: '1.3' })
  const experiment = { title: 'Trial day', hypothesis: 'It suits me', metric: 'I go again', reviewOn: '2026-04-10' }
  const { id: experimentId } = await addExperiment(ctx, { ...named, experiment })
  const own = { personId, experimentId }
  await changeExperiment(ctx, { ...own, change: { status: 'active' } })
  await addObstacle(ctx, { ...own, obstacle: { kind: 'internal', label: 'Shyness', strategy: 'Go with a friend' } })
  await addAction(ctx, { ...own, action: { label: 'Call the school', dueOn: '2026-03-05', done: true } })
  await addLearning(ctx, { ...own, learning: { text: 'I like small groups' } })
  await reflect(ctx, { ...own, reflection: { outcome: 'Good', learning: 'Ask', confidence: 6, next: 'pivot' } })
  return { ...named, experimentId }
}

describe('a document', () => {
  test('loaded again gives the same answers, revisions and forms, and overwrites nothing', async () => {
    const ctx = at('2026-03-02T10:00:00Z')
    const mine = await written(ctx)
    await shareEnrolment(ctx, { ...mine, shared: true, private: ['1.6'] })
    const document = enrolmentDocumentSchema.parse(JSON.parse(JSON.stringify(await exportEnrolment(ctx, mine))))
    const before = await readEnrolment(ctx, mine)
    const asArchived = await importEnrolment(ctx, { personId: mine.personId, document, requestKey: 'once' })
    expect([asArchived.state, asArchived.shared]).toEqual(['archived', false])
    expect((await importEnrolment(ctx, { personId: mine.personId, document, requestKey: 'once' })).id).toBe(
      asArchived.id,
    )
    expect(await readEnrolment(ctx, mine)).toEqual(before)

    const personId = await createPerson(ctx)
    const loaded = await importEnrolment(ctx, { personId, document })
    const own = ({ title, obstacles, actions, learnings, reflections, ...rest }: (typeof loaded.experiments)[number]) =>
      [title, obstacles, actions, learnings, reflections, rest.status, rest.reviewOn].map(value =>
        JSON.stringify(value).replaceAll(/"id":"[^"]*"/g, ''),
      )
    expect(loaded.answers).toEqual(before.answers)
    expect(loaded.progress).toEqual({ ...before.progress, timeline: expect.anything() })
    expect(loaded.experiments.map(own)).toEqual(before.experiments.map(own))
    expect([loaded.state, loaded.position, loaded.reached]).toEqual(['active', before.position, before.reached])
    const revisions = await listRevisions(ctx, { personId, enrolmentId: loaded.id, prompt: '1.1' })
    expect(revisions.items.map(({ text }) => text)).toEqual([
      'My work feels empty of sense.',
      'My work is empty of sense.',
    ])
    // What is under way is reminded of; what came in as archived is not.
    const reminded = async ({ experiments }: typeof loaded) =>
      (await sql`select from reminders where subject_id = ${experiments[0]!.id}`.execute(ctx.db)).rows.length
    expect([await reminded(loaded), await reminded(asArchived)]).toEqual([1, 0])
  })

  test('of another house, with what cannot be, is refused and leaves nothing', async () => {
    const ctx = store.ctx()
    const document = await exportEnrolment(ctx, await written(at('2026-03-02T10:00:00Z')))
    const personId = await createPerson(ctx)
    const [answer] = document.answers
    for (const wrong of [
      { ...document, version: 7 },
      { ...document, programme: 'nothing' },
      { ...document, answers: [{ ...answer!, prompt: '12.9' }] },
      { ...document, answers: [answer!, answer!] },
      { ...document, experiments: [{ ...document.experiments[0]!, metric: '' }] },
    ])
      await expect(importEnrolment(ctx, { personId, document: wrong })).rejects.toMatchObject({
        code: 'programmes.document',
      })
    expect((await listEnrolments(ctx, { personId })).items).toEqual([])
  })
})

describe('what the coach gets', () => {
  test('is the person’s own words, the same step first, within its room; nothing while memory is off', async () => {
    const ctx = at('2026-03-02T10:00:00Z')
    const mine = await written(ctx)
    const later = at('2026-03-03T10:00:00Z')
    await saveAnswer(later, { ...mine, prompt: '2.1', text: 'My manager left. '.repeat(200), final: true })
    const { items } = await coachMaterial(later, { ...mine, step: 7 })
    expect(items[0]).toMatchObject({ kind: 'obstacle', text: 'internal: Shyness\nGo with a friend' })
    expect(items[1]).toMatchObject({ kind: 'answer', source: 'prompt 2.1' })
    expect(new Set(items.map(({ kind }) => kind)).size).toBe(7)
    expect(items.find(({ source }) => source === 'prompt 4.1')?.text).toMatch(/\n3 of 10$/)
    for (const maxTokens of [0, 60, 400, 4000]) {
      const some = await coachMaterial(later, { ...mine, maxTokens })
      expect(some.items.reduce((sum, item) => sum + tokensOf(item), 0)).toBeLessThanOrEqual(maxTokens)
    }
    const stranger = await createPerson(ctx)
    expect(await coachMaterial(ctx, { personId: stranger, enrolmentId: mine.enrolmentId })).toEqual({ items: [] })
    await setMemory(ctx, { personId: mine.personId, on: false })
    expect(await coachMaterial(ctx, mine)).toEqual({ items: [] })
  })

  test('a coach reads what is shared, and not what stays private', async () => {
    const ctx = at('2026-03-02T10:00:00Z')
    const mine = await written(ctx)
    expect(await sharedWithCoach(ctx, mine)).toEqual([])
    await shareEnrolment(ctx, { ...mine, shared: true, private: ['1.1'] })
    const [shared] = await sharedWithCoach(ctx, mine)
    expect(shared!.answers.map(({ prompt }) => prompt)).toEqual(['1.2', '1.3', '1.6', '4.1'])
    expect(shared!.progress.confidence).toEqual({ before: 3, after: 6 })
    await shareEnrolment(ctx, { ...mine, shared: true, private: ['1.1', '4.1'] })
    const [{ progress }] = (await sharedWithCoach(ctx, mine)) as [NonNullable<typeof shared>]
    expect([progress.confidence, progress.timeline.confidence.map(({ value }) => value)]).toEqual([
      { before: null, after: 6 },
      [6],
    ])
    await shareEnrolment(ctx, { ...mine, shared: true })
    expect(JSON.stringify(await sharedWithCoach(ctx, mine))).not.toContain('empty of sense')
    await shareEnrolment(ctx, { ...mine, shared: false })
    expect(await sharedWithCoach(ctx, mine)).toEqual([])
  })
})

describe('the reminder of a review', () => {
  const ledger = async (experimentId: string) =>
    (
      await sql<{ status: string; reason: string | null; due: string; version: number; id: string }>`
        select id, status, reason, due_at::text as due, subject_version as version from reminders
        where subject_id = ${experimentId} order by subject_version`.execute(store.ctx().db)
    ).rows
  const composed = async (ctx: Context, experimentId: string, personId: string, version: number) =>
    (
      await experimentSubject.compose(ctx, [
        {
          ...{ id: 'one', subjectKind: 'experiment', subjectId: experimentId, subjectVersion: version, kind: 'review' },
          ...{ audience: 'visitor', recipientId: personId, channel: 'email', timeZone: 'UTC' },
        },
      ])
    ).get('one')

  test('follows the date, once each, in the person’s zone, and ends with the experiment', async () => {
    const ctx = at('2026-03-02T10:00:00Z')
    const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
    await sql`update persons set time_zone = 'America/Denver' where id = ${personId}`.execute(ctx.db)
    const fields = { hypothesis: 'h', metric: 'm', reviewOn: '2026-03-10' }
    const { id: experimentId } = await addExperiment(ctx, { personId, enrolmentId, experiment: fields })
    const change = (change: Parameters<typeof changeExperiment>[1]['change']) =>
      changeExperiment(ctx, { personId, experimentId, change })
    expect(await ledger(experimentId)).toMatchObject([{ status: 'scheduled', due: '2026-03-10 15:00:00+00' }])
    await change({ status: 'active', title: 'Another name' })
    expect(await ledger(experimentId)).toHaveLength(1)
    await change({ reviewOn: '2026-03-05' })
    expect(await ledger(experimentId)).toMatchObject([
      { status: 'cancelled' },
      { status: 'scheduled', due: '2026-03-05 16:00:00+00', version: 2 },
    ])
    await change({ status: 'abandoned' })
    expect((await ledger(experimentId)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
    expect(await composed(ctx, experimentId, personId, 2)).toMatchObject({ holds: false })
  })

  test('waits for the morning of wherever somebody has moved, of today still', async () => {
    const ctx = at('2026-03-09T10:00:00Z')
    const { personId, enrolmentId } = await enrolSomebody(ctx, 'ps101')
    const move = async (ctx: Context, zone: string) => {
      await sql`update persons set time_zone = ${zone} where id = ${personId}`.execute(ctx.db)
      await replanReviews(ctx, { personId })
    }
    await move(ctx, 'Asia/Kolkata')
    const fields = { hypothesis: 'h', metric: 'm', reviewOn: '2026-03-10' }
    const { id: experimentId } = await addExperiment(ctx, { personId, enrolmentId, experiment: fields })
    await move(ctx, 'America/Denver')
    // Nine has struck there an hour ago.
    await move(at('2026-03-10T01:00:00Z'), 'Asia/Tokyo')
    expect(await ledger(experimentId)).toMatchObject([
      { status: 'cancelled', due: '2026-03-10 03:30:00+00' },
      { status: 'cancelled', due: '2026-03-10 15:00:00+00' },
      { status: 'scheduled', due: '2026-03-10 01:00:00+00', version: 3 },
    ])
  })

  test('goes to a proven address alone, and quotes nothing private', async () => {
    const ctx = at('2026-03-02T10:00:00Z')
    const { personId, enrolmentId, experimentId } = await written(ctx)
    expect(await composed(ctx, experimentId, personId, 1)).toMatchObject({ holds: false, reason: 'no_address' })
    const { id, email } = await addAccount(ctx, personId, { proven: false })
    expect(await composed(ctx, experimentId, personId, 1)).toMatchObject({ holds: false, reason: 'unproven' })
    // Where no proof is asked for, none is missing.
    const silent = { ...ctx, business: { ...ctx.business, mails: false } }
    expect(await composed(silent, experimentId, personId, 1)).toMatchObject({ holds: true, to: { email } })
    await sql`update accounts set email_verified = true where id = ${id}`.execute(ctx.db)
    const mail = await composed(ctx, experimentId, personId, 1)
    expect(mail).toMatchObject({ holds: true, to: { email }, path: '/career/programmes/ps101' })
    expect(JSON.stringify(mail)).not.toMatch(/Trial day|suits me|empty/)
    await pauseEnrolment(ctx, { personId, enrolmentId })
    expect(await composed(ctx, experimentId, personId, 1)).toMatchObject({ holds: false, reason: 'paused' })
  })
})

describe('a person', () => {
  test('merged keeps both open enrolments, the fuller one open; taken back, each has their own again', async () => {
    const ctx = at('2026-03-02T10:00:00Z')
    const come = await written(ctx)
    const here = await enrolSomebody(ctx, 'ps101')
    await enrol(ctx, { personId: here.personId, programme: 'ps101-express' })
    await saveAnswer(ctx, { ...here, prompt: '1.1', text: 'One answer, and no more', final: true })
    const persons = { from: come.personId, to: here.personId }
    const moved = await transact(ctx, ctx => programmePart.merge!(ctx, persons))
    const states = async (personId: string) =>
      Object.fromEntries((await listEnrolments(ctx, { personId })).items.map(({ id, state }) => [id, state]))
    expect(await states(here.personId)).toMatchObject({
      [come.enrolmentId]: 'active',
      [here.enrolmentId]: 'archived',
    })
    expect(Object.keys(await states(here.personId))).toHaveLength(3)
    expect(await states(come.personId)).toEqual({})
    await transact(ctx, ctx => programmePart.unmerge!(ctx, { ...persons, moved }))
    expect(await states(come.personId)).toEqual({ [come.enrolmentId]: 'active' })
    expect((await states(here.personId))[here.enrolmentId]).toBe('active')
  })

  test('erased leaves no word and no fact, also while they write', async () => {
    const ctx = store.ctx()
    const mine = await written(ctx)
    expect(await recallFacts(ctx, mine.personId)).toHaveLength(2)
    const writing = Array.from({ length: 6 }, (_, n) =>
      saveAnswer(ctx, { ...mine, prompt: `2.${(n % 4) + 1}`, text: 'a word that must go', final: n % 2 === 0 }),
    )
    const [receipt] = await Promise.all([
      erasePerson(ctx, { personId: mine.personId }),
      ...writing.map(one => one.catch(error => expect(error.code).toMatch(/^programmes\./))),
    ])
    expect(receipt.counts).toMatchObject({ enrolments: 1, experiments: 1, obstacles: 1, reflections: 1 })
    for (const table of ['answers', 'answer_revisions', 'experiments'])
      expect(
        (await sql`select from ${sql.table(table)} where enrolment_id = ${mine.enrolmentId}`.execute(ctx.db)).rows,
      ).toEqual([])
    expect(await recallFacts(ctx, mine.personId)).toEqual([])
  })
})

test('reading writes nothing', async () => {
  const ctx = at('2026-03-02T10:00:00Z')
  const mine = await written(ctx)
  const rows = async () =>
    (
      await sql<{ all: string }>`
        select jsonb_agg(to_jsonb(r))::text as all from (
          select e::text, e.xmin::text from enrolments e union all select a::text, a.xmin::text from answers a
          union all select x::text, x.xmin::text from experiments x) r`.execute(ctx.db)
    ).rows[0]!.all
  const before = await rows()
  const later = at('2026-05-02T10:00:00Z')
  await readEnrolment(later, mine)
  await readSummary(later, mine)
  await exportEnrolment(later, mine)
  await listEnrolments(later, mine)
  await coachMaterial(later, mine)
  expect(await rows()).toBe(before)
})
