import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { createPerson, registerPersonPart } from '../../people/index.ts'
import {
  confirmPlaces,
  findOpenEnrolment,
  programmePart,
  releaseProgrammes,
  saveAnswer,
} from '../../programmes/index.ts'
import { runs, testStore } from '../../storage/testing/index.ts'
import { bringLocalState } from './bring-local-state.ts'
import { ticketPart } from './part.ts'
import { localKeys } from './schema.ts'
import { readLocalState } from './states/schema.ts'
import { giveTicketBack, listTickets, takeTicket } from './tickets.ts'

const store = testStore({ connections: 4 })
beforeAll(async () => {
  registerPersonPart(programmePart)
  registerPersonPart(ticketPart)
  await releaseProgrammes(store.ctx())
})

const eight = (answers: unknown[]) =>
  JSON.stringify({ currentPromptIndex: 2, answers, startedAt: '2026-02-15T10:00:00Z', completed: false })
const long = (n: number) => `What I wrote for number ${n}.`

describe('what is left in a browser', () => {
  test('eight answers stand in the short programme, once, and nothing there is overwritten', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const state = eight([long(1), 'short', '', long(4), null, long(6), long(7), long(8), long(9)])
    const brought = await bringLocalState(ctx, { personId, key: 'ps101_simple_state', state })
    expect(brought).toMatchObject({ programme: 'ps101-express', placed: 6, kept: 1, experiments: 0 })
    const found = (await findOpenEnrolment(ctx, { personId, programme: 'ps101-express' }))!
    expect(found.answers).toMatchObject([
      { prompt: '1', text: long(1), state: 'final', byOrder: false, savedAt: '2026-02-15T10:00:00Z' },
      { prompt: '2', text: 'short', state: 'draft' },
      { prompt: '4' }, { prompt: '6' }, { prompt: '7' }, { prompt: '8', text: long(8) },
    ]) // biome-ignore format: rows
    expect(found.notes).toMatchObject([{ label: 'Question 9 of the eight of before', text: long(9) }])

    await saveAnswer(ctx, { personId, enrolmentId: found.id, prompt: '4', text: 'My own words, today.', basedOn: 1 })
    const again = await bringLocalState(ctx, { personId, key: 'ps101_simple_state', state })
    expect(again).toMatchObject({ placed: 0, kept: 0 })
    // What was changed in the old page since finds another answer in its place.
    const changed = eight([long(1), 'short', '', 'Other words, in the old page.'])
    expect(await bringLocalState(ctx, { personId, key: 'ps101_simple_state', state: changed })).toMatchObject({
      placed: 0,
      kept: 1,
    })
    const after = (await findOpenEnrolment(ctx, { personId, programme: 'ps101-express' }))!
    expect(after.answers.find(({ prompt }) => prompt === '4')!.text).toBe('My own words, today.')
  })

  test('seven steps and ten go to the long programme with their mark; experiments come as drafts', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    const seven = JSON.stringify({ answers: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map(n => [n, long(n)])) })
    expect(await bringLocalState(ctx, { personId, key: 'ps101_state', state: seven })).toMatchObject({
      placed: 7,
      kept: 1,
    })
    const found = (await findOpenEnrolment(ctx, { personId, programme: 'ps101' }))!
    expect(found.answers.map(({ prompt, byOrder }) => [prompt, byOrder])).toEqual(
      ['1.5', '1.6', '2.1', '3.2', '5.1', '6.1', '8.1'].map(prompt => [prompt, true]),
    )
    const ten = JSON.stringify({
      steps: {
        1: {
          prompts: [
            { response: 'The challenge that I face.', completedAt: '2026-01-02T10:00:00Z' },
            {},
            null,
            { response: 'A miracle' },
          ],
        },
        2: { prompts: [{ response: 'Something else than before.' }] },
        12: { prompts: [{ response: 'No such step.' }] },
      },
      experiments: [
        {
          ...{
            id: 'exp-001',
            title: 'Ask three people',
            hypothesis: 'They will say yes',
            successMetric: 'Two of three',
          },
          duration: { start: '2026-03-01', review: '2026-03-99' },
          obstacles: [{ type: 'internal', label: 'Fear' }],
          actions: [{ task: 'Write the list', completed: true, dueDate: '2026-03-02' }],
          reflection: { outcome: 'Two said yes' },
          status: 'active',
        },
        'garbage',
      ],
      lastUpdated: '2026-02-01T10:00:00Z',
    })
    const brought = { personId, key: 'ps101_v2_state' as const, state: ten }
    expect(await bringLocalState(ctx, brought)).toMatchObject({ placed: 2, kept: 2, experiments: 1 })
    expect(await bringLocalState(ctx, brought)).toMatchObject({ placed: 0, kept: 0, experiments: 0 })
    const whole = await confirmPlaces(ctx, { personId, enrolmentId: found.id })
    expect(whole.answers.some(({ byOrder }) => byOrder)).toBe(false)
    expect(whole.experiments).toMatchObject([
      {
        ...{
          title: 'Ask three people',
          metric: 'Two of three',
          startOn: '2026-03-01',
          reviewOn: null,
          status: 'draft',
        },
        obstacles: [{ kind: 'internal', label: 'Fear' }],
        actions: [{ label: 'Write the list', dueOn: '2026-03-02' }],
        learnings: [{ text: 'Two said yes' }],
      },
    ])
  })

  test('whatever stands there, reading it never fails', () => {
    const state = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map(json => `{"answers":${json},"steps":${json},"experiments":${json}}`),
    )
    fc.assert(
      fc.property(fc.constantFrom(...localKeys), state, (key, text) => {
        for (const answer of readLocalState(key, text)?.answers ?? []) expect(answer.text.trim()).not.toBe('')
      }),
      { numRuns: runs(200) },
    )
  })

  test('what holds nothing is refused', async () => {
    const personId = await createPerson(store.ctx())
    for (const state of ['null', '[]', '{"answers":[]}', 'no JSON'])
      await expect(bringLocalState(store.ctx(), { personId, key: 'ps101_state', state })).rejects.toMatchObject({
        code: 'legacy.local_state',
      })
  })
})

describe('a ticket', () => {
  const source = sql`
    insert into legacy_sources (id, kind, name, salt, created_at) values (1, 'legacy-mosaic', 'main', 'salt', now())
    on conflict do nothing`
  async function session(name: string, origin = 'session') {
    await source.execute(store.db)
    const personId = await createPerson(store.ctx())
    await sql`
      insert into legacy_persons (person_id, source_id, origin, key) values (${personId}, 1, ${origin}, ${name})`.execute(
      store.db,
    )
    await bringLocalState(store.ctx(), {
      personId,
      key: 'ps101_state',
      state: JSON.stringify({ answers: { 1: long(1) } }),
    })
    return personId
  }
  const nameOf = (n: number) => n.toString(16).padStart(32, '0')

  test('makes a session theirs, once, and is given back', async () => {
    const ctx = store.ctx()
    const from = await session(nameOf(1))
    const [mine, other] = [await createPerson(ctx), await createPerson(ctx)]
    const both = await Promise.allSettled(
      [mine, other].map(personId => takeTicket(ctx, { personId, ticket: nameOf(1) })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const winner = both[0]!.status === 'fulfilled' ? mine : other
    const [ticket] = await listTickets(ctx, { personId: winner })
    expect(ticket).toMatchObject({ counts: { enrolments: 1 }, undoUntil: expect.any(String) })
    expect((await findOpenEnrolment(ctx, { personId: winner, programme: 'ps101' }))!.answers[0]!.text).toBe(long(1))
    const { rows } = await sql<{
      action: string
    }>`select action from audit_log where subject_id = ${winner} order by number`.execute(store.db)
    expect(rows.map(({ action }) => action)).toEqual(['person.merged', 'legacy.ticket_taken'])

    const loser = winner === mine ? other : mine
    await expect(giveTicketBack(ctx, { personId: loser, id: ticket!.id })).rejects.toMatchObject({
      code: 'legacy.unknown_ticket',
    })
    await giveTicketBack(ctx, { personId: winner, id: ticket!.id })
    expect(await findOpenEnrolment(ctx, { personId: from, programme: 'ps101' })).toBeDefined()
    expect(await listTickets(ctx, { personId: winner })).toMatchObject([{ undoUntil: null }])
    await expect(giveTicketBack(ctx, { personId: winner, id: ticket!.id })).rejects.toMatchObject({
      code: 'people.merge_undone',
    })
    await takeTicket(ctx, { personId: loser, ticket: nameOf(1) })
  })

  test('that opens nothing is told alike, whatever it is; ten tries an hour', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    await session(nameOf(2), 'user')
    const withAccount = await session(nameOf(3))
    await sql`
      insert into accounts (id, person_id, name, email, role, origin, created_at, updated_at)
      values (gen_random_uuid(), ${withAccount}, 'Ann', 'ann@example.org', 'member', 'import', now(), now())`.execute(
      store.db,
    )
    const answers = new Set<string>()
    for (const ticket of [
      nameOf(2),
      nameOf(3),
      nameOf(99),
      'NO',
      '',
      nameOf(3).toUpperCase(),
      "'; --",
      nameOf(2),
      nameOf(99),
      'x',
    ])
      answers.add(
        await takeTicket(ctx, { personId, ticket }).then(
          () => 'taken',
          error => `${error.code} ${error.message}`,
        ),
      )
    expect([...answers]).toEqual([expect.stringMatching(/^legacy\.ticket /)])
    await session(nameOf(4))
    await expect(takeTicket(ctx, { personId, ticket: nameOf(4) })).rejects.toMatchObject({
      code: 'legacy.too_many_tickets',
    })
    const later = { ...ctx, now: () => ctx.now().add({ minutes: 61 }) }
    expect(await takeTicket(later, { personId, ticket: nameOf(4) })).toMatchObject({ counts: { enrolments: 1 } })
  })

  test('is undone within 30 days alone', async () => {
    const ctx = store.ctx()
    const personId = await createPerson(ctx)
    await session(nameOf(5))
    const { id } = await takeTicket(ctx, { personId, ticket: nameOf(5) })
    const late = { ...ctx, now: () => ctx.now().add({ hours: 31 * 24 }) }
    expect(await listTickets(late, { personId })).toMatchObject([{ id, undoUntil: null }])
    await expect(giveTicketBack(late, { personId, id })).rejects.toMatchObject({ code: 'people.merge_too_old' })
  })
})
