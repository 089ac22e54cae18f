import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { actor, makeClock, onlyAgents, wall, wish } from '../../appointments/booking/testing/desk.ts'
import { bookVisit, ownerOf, requestCallback } from '../../appointments/index.ts'
import { addConversationNote } from '../../conversations/index.ts'
import { say } from '../../conversations/testing.ts'
import { erasePerson, exportPerson, issueVisitorKey, readVisitorKey, rememberFacts } from '../../people/index.ts'
import { registerParts } from '../../server/domains.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { addSignals } from '../ledger/add-signals.ts'
import { changeMany } from './change-many.ts'
import { changeTags, suggestTags } from './change-tags.ts'
import { dismissDuplicate, listDuplicates } from './duplicates.ts'
import { mergeLeads, undoLeadMerge } from './merge-leads.ts'
import { readLead } from './read-lead.ts'
import { readTimeline } from './read-timeline.ts'
import { deleteView, listViews, saveView } from './save-view.ts'
import { setLeadOwner } from './set-lead-owner.ts'
import { setOverride, withdrawOverride } from './set-override.ts'
import { makeLead, named, phone } from './testing.ts'
import { addNote, deleteNote, editNote } from './write-note.ts'

const store = testStore({ connections: 4 })
const clock = makeClock()
let system: Context
let agent: Context
let staff: string[]

beforeAll(async () => {
  registerParts()
  system = store.ctx({ now: clock.now })
  agent = await actor(system)
  staff = await onlyAgents(system, ['Ravi', 'Meera'])
})

const visitor = () => {
  const key = { kind: 'visitor' as const, keyHash: readVisitorKey('test', issueVisitorKey('test'))! }
  return store.ctx({ now: clock.now, actor: key })
}
const auditOf = async (personId: string) => {
  const { rows } = await sql<{ action: string }>`
    select action from audit_log where subject_id = ${personId} order by number`.execute(system.db)
  return rows.map(({ action }) => action)
}

test('a temperature set by staff stands beside the computed one until its end or withdrawal, and is one when said twice', async () => {
  const personId = await makeLead(system)
  const until = clock.now().add({ hours: 24 })
  const set = { personId, temperature: 'hot' as const, reason: 'Met at the fair', until }
  const once = await setOverride(agent, set)
  expect(await setOverride(agent, set)).toEqual(once)
  expect((await readLead(agent, { personId })).summary).toMatchObject({
    temperature: 'hot',
    computed: 'cold',
    override: { by: 'Some staff' },
  })
  clock.pass({ minutes: 1 })
  await setOverride(agent, { ...set, temperature: 'warm' })
  clock.pass({ minutes: 1 })
  await withdrawOverride(agent, { personId })
  await withdrawOverride(agent, { personId })
  expect((await readLead(agent, { personId })).summary).toMatchObject({
    temperature: 'cold',
    override: null,
    overrideUntil: null,
  })
  expect(await auditOf(personId)).toEqual(['lead.overridden', 'lead.overridden', 'lead.override_withdrawn'])
  for (const wrong of [clock.now(), clock.now().add({ hours: 24 * 400 })])
    await expect(setOverride(agent, { ...set, until: wrong })).rejects.toMatchObject({ code: 'leads.until' })
  const told = (await readTimeline(agent, { personId, kinds: ['override'] })).items.map(({ sentence }) => sentence)
  expect(told.map(text => text.split(' until')[0])).toEqual(['No longer set to warm', 'Set to warm', 'Set to hot'])
})

test('notes are their author’s to change and delete, with a way back; colleagues read them', async () => {
  const personId = await makeLead(system)
  const id = randomUUID()
  const note = await addNote(agent, { personId, id, text: 'Wants <b>corner</b> units' })
  expect(await addNote(agent, { personId, id, text: 'Wants <b>corner</b> units' })).toEqual(note)
  const colleague = await actor(system)
  expect((await readLead(colleague, { personId })).notes).toMatchObject([
    { text: 'Wants <b>corner</b> units', own: false },
  ])
  await expect(editNote(colleague, { personId, id, text: 'no' })).rejects.toMatchObject({
    code: 'leads.note_of_another',
  })
  expect(await editNote(agent, { personId, id, text: 'Wants corner units' })).toMatchObject({
    editedAt: clock.now().toString(),
  })
  await deleteNote(agent, { personId, id })
  await deleteNote(agent, { personId, id })
  expect((await readLead(agent, { personId })).notes).toEqual([])
  await deleteNote(agent, { personId, id, restore: true })
  expect((await readLead(agent, { personId })).notes).toMatchObject([{ text: 'Wants corner units' }])
  const other = await makeLead(system)
  await expect(editNote(agent, { personId: other, id, text: 'x' })).rejects.toMatchObject({
    code: 'leads.note_unknown',
  })
  expect(await auditOf(personId)).toEqual([
    'lead.note_added',
    'lead.note_edited',
    'lead.note_deleted',
    'lead.note_restored',
  ])
  await deleteNote(agent, { personId, id })
  clock.pass({ hours: 25 })
  await expect(deleteNote(agent, { personId, id, restore: true })).rejects.toMatchObject({ code: 'leads.note_unknown' })
})

test('the owner is asked first for a visit and a call, and others where the owner is not free', async () => {
  const [ravi, meera] = staff as [string, string]
  const start = wall('2026-11-25', 10)
  const booking = await wish(system, start)
  const { personId } = booking
  await makeLeadOf(personId)
  // Ravi has less to do: without an owner it is his.
  await bookVisit(system, await wish(system, wall('2026-11-25', 15), { staffId: meera }))
  await setLeadOwner(agent, { personId, staffId: meera })
  await setLeadOwner(agent, { personId, staffId: meera })
  expect((await bookVisit(system, booking)).staffId).toBe(meera)
  expect((await requestCallback(system, { personId, contact: booking.contact, source: 'form' })).staffId).toBe(meera)
  const second = await wish(system, start)
  await makeLeadOf(second.personId)
  await setLeadOwner(agent, { personId: second.personId, staffId: meera })
  expect((await bookVisit(system, second)).staffId).toBe(ravi)
  clock.pass({ minutes: 1 })
  await setLeadOwner(agent, { personId, staffId: null })
  expect(await ownerOf(system, personId)).toBeNull()
  await sql`update staff set active = false where id = ${ravi}`.execute(system.db)
  await expect(setLeadOwner(agent, { personId, staffId: ravi })).rejects.toMatchObject({
    code: 'appointments.not_an_agent',
  })
  await sql`update staff set active = true where id = ${ravi}`.execute(system.db)
  const told = (await readTimeline(agent, { personId, kinds: ['owner'] })).items.map(({ sentence }) => sentence)
  expect(told).toEqual(['No longer the lead of Meera', 'Became the lead of Meera'])
})

test('a selection is changed whole; who is gone is passed over', async () => {
  const [one, two] = [await makeLead(system), await makeLead(system)]
  const changed = await changeMany(agent, {
    personIds: [one, two, randomUUID()],
    staffId: staff[0],
    addTags: ['fair 2026'],
  })
  expect(changed).toEqual({ changed: 2, gone: 1 })
  for (const personId of [one, two])
    expect(await readLead(agent, { personId })).toMatchObject({
      tags: ['fair 2026'],
      summary: { owner: { name: 'Ravi' } },
    })
  expect((await suggestTags(agent, { q: 'fa' }))[0]).toEqual({ tag: 'fair 2026', count: 2 })
  const many = Array.from({ length: 20 }, (_, number) => `tag ${number}`)
  await expect(changeMany(agent, { personIds: [two, one], addTags: many })).rejects.toMatchObject({
    code: 'leads.too_many_tags',
  })
  expect((await readLead(agent, { personId: two })).tags).toEqual(['fair 2026'])
})

test('the timeline tells everything in order and page by page, and what a coach was told is not in it', async () => {
  const ctx = visitor()
  const { turn } = await say(ctx, 'I want 3 BHK in Whitefield')
  const { personId } = turn
  clock.pass({ hours: 1 })
  await addSignals(system, {
    personId,
    signals: [
      { component: 'contact', key: `test/${personId}`, sentence: 'gave a phone number', messageId: turn.messageId },
    ],
  })
  clock.pass({ hours: 1 })
  await addNote(agent, { personId, text: 'Called back' })
  // With a coach, in a session of its own.
  const coaching = randomUUID()
  const at = clock.now()
  await sql`
    insert into conversations (id, person_id, desk, last_number, created_at, active_at)
    values (${coaching}, ${personId}, 'career', 1, ${at}, ${at})`.execute(system.db)
  await sql`
    insert into messages (id, conversation_id, number, author, client_id, text, created_at)
    values (${randomUUID()}, ${coaching}, 1, 'visitor', ${randomUUID()}, 'My manager', ${at})`.execute(system.db)
  await sql`
    insert into activity_sessions (person_id, number, started_at, last_at) values (${personId}, 2, ${at}, ${at})
  `.execute(system.db)
  const { items, cursor } = await readTimeline(agent, { personId })
  expect(cursor).toBeNull()
  expect(items.map(({ kind, sentence }) => [kind, sentence])).toEqual([
    ['note', 'A note was written'],
    ['signal', '+0.5 intent: gave a phone number'],
    ['session', 'Wrote one message in session 1'],
  ])
  expect(items[1]!.link).toEqual({ to: 'conversation', id: turn.conversationId, number: 1 })
  const paged = []
  let from: string | undefined
  do {
    const page = await readTimeline(agent, { personId, limit: 1, ...(from && { cursor: from }) })
    paged.push(...page.items)
    from = page.cursor ?? undefined
  } while (from)
  expect(paged).toEqual(items)
  await expect(readTimeline(agent, { personId, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'leads.cursor' })
})

test('the same number, address, or name with a place suggest one person; joined they are one, and apart again as before', async () => {
  const one = visitor()
  const two = visitor()
  const [kept, other] = [(await say(one, 'Hello')).turn.personId, (await say(two, 'Good day')).turn.personId]
  for (const personId of [kept, other]) {
    await rememberFacts(system, { personId, messageId: null, facts: [phone('+919876500011'), named('Kiran')] })
    await addSignals(system, {
      personId,
      signals: [{ component: 'contact', key: `contact/${personId}`, sentence: 'gave a phone number' }],
    })
    await changeTags(agent, { personId, add: ['both', personId === kept ? 'kept' : 'moved'] })
  }
  const alike = await makeLead(system, { facts: [named('kiran'), { key: 'place', value: 'Hebbal' }] })
  await rememberFacts(system, { personId: kept, messageId: null, facts: [{ key: 'place', value: 'Hebbal' }] })
  await makeLead(system, { facts: [named('Kiran')] })
  await setOverride(agent, {
    personId: other,
    temperature: 'hot',
    reason: 'Cash',
    until: clock.now().add({ hours: 5 }),
  })
  await setLeadOwner(agent, { personId: other, staffId: staff[0]! })

  const found = await listDuplicates(agent, { personId: kept })
  expect(found.items.map(({ personId, reasons }) => [personId, reasons.map(({ text }) => text)])).toEqual([
    [other, ['The same phone number']],
    [alike, ['The same name and the same place']],
  ])
  await dismissDuplicate(agent, { personId: alike, otherId: kept })
  expect((await listDuplicates(agent, { personId: kept })).items.map(({ personId }) => personId)).toEqual([other])
  await dismissDuplicate(agent, { personId: kept, otherId: alike, restore: true })

  const before = [await readLead(agent, { personId: kept }), await readLead(agent, { personId: other })]
  const preview = await mergeLeads(agent, { personId: kept, otherId: other, preview: true })
  expect(preview.id).toBeNull()
  expect([await readLead(agent, { personId: kept }), await readLead(agent, { personId: other })]).toEqual(before)
  const merge = await mergeLeads(agent, { personId: kept, otherId: other })
  expect(merge.moved).toEqual(preview.moved)
  expect(merge.moved).toContainEqual({ what: 'conversation', count: 1 })
  const joined = await readLead(agent, { personId: kept })
  expect(joined.tags).toEqual(['both', 'kept', 'moved'])
  expect(joined.summary).toMatchObject({ temperature: 'hot', owner: { name: 'Ravi' }, intent: 0.5 })
  expect(joined.conversations).toHaveLength(2)
  await expect(readLead(agent, { personId: other })).rejects.toMatchObject({
    code: 'leads.joined',
    detail: { personId: kept },
  })
  const entry = (await listDuplicates(agent, { personId: kept })).merges[0]!
  expect(entry).toMatchObject({ id: merge.id, undoneAt: null })

  await undoLeadMerge(agent, { personId: kept, id: merge.id! })
  expect([await readLead(agent, { personId: kept }), await readLead(agent, { personId: other })]).toEqual(before)
  await expect(undoLeadMerge(agent, { personId: kept, id: merge.id! })).rejects.toMatchObject({
    code: 'people.merge_undone',
  })
  await expect(undoLeadMerge(agent, { personId: other, id: merge.id! })).rejects.toMatchObject({
    code: 'people.unknown_merge',
  })
})

test('an account is kept, where its address is proven; two accounts and colleagues are never joined', async () => {
  const person = await makeLead(system)
  const member = await actor(system, 'member')
  const account = member.actor.kind === 'account' ? member.actor.personId! : ''
  await makeLeadOf(account)
  await expect(mergeLeads(agent, { personId: person, otherId: account })).rejects.toMatchObject({
    code: 'leads.has_account',
    detail: { keep: account },
  })
  await expect(mergeLeads(agent, { personId: account, otherId: person })).rejects.toMatchObject({
    code: 'leads.unproven_account',
  })
  await sql`update accounts set email_verified = true where person_id = ${account}`.execute(system.db)
  await expect(mergeLeads(agent, { personId: account, otherId: account })).rejects.toMatchObject({ code: 'leads.same' })
  const second = await actor(system, 'member')
  const other = second.actor.kind === 'account' ? second.actor.personId! : ''
  await makeLeadOf(other)
  await expect(mergeLeads(agent, { personId: account, otherId: other })).rejects.toMatchObject({
    code: 'leads.two_accounts',
  })
  const own = agent.actor.kind === 'account' ? agent.actor.personId! : ''
  await makeLeadOf(own)
  await expect(mergeLeads(agent, { personId: own, otherId: person })).rejects.toMatchObject({
    code: 'leads.staff_account',
  })
  expect((await mergeLeads(agent, { personId: account, otherId: person })).id).not.toBeNull()
})

test('who works with a coach is joined into nobody by an agent, who cannot see that', async () => {
  const [person, other] = [await makeLead(system), await makeLead(system)]
  await sql`
    insert into conversations (id, person_id, desk, created_at, active_at)
    values (${randomUUID()}, ${other}, 'career', ${clock.now()}, ${clock.now()})`.execute(system.db)
  for (const preview of [true, false])
    await expect(mergeLeads(agent, { personId: person, otherId: other, preview })).rejects.toMatchObject({
      code: 'leads.works_with_coach',
    })
  const admin = await actor(system, 'admin')
  expect((await mergeLeads(admin, { personId: person, otherId: other, preview: true })).id).toBeNull()
})

test('views are their owner’s, and shared ones everybody’s of the desk', async () => {
  const view = await saveView(agent, { name: 'Hot and mine', query: { temperature: 'hot', owner: 'me' } })
  expect(await saveView(agent, { name: 'Hot and mine', query: { temperature: 'hot' }, shared: true })).toMatchObject({
    id: view.id,
  })
  const colleague = await actor(system)
  expect(await listViews(colleague)).toMatchObject([
    { name: 'Hot and mine', own: false, query: { temperature: 'hot' } },
  ])
  await expect(saveView(colleague, { id: view.id, name: 'x', query: {} })).rejects.toMatchObject({
    code: 'leads.view_unknown',
  })
  await deleteView(colleague, { id: view.id })
  expect(await listViews(agent)).toHaveLength(1)
  await deleteView(agent, { id: view.id })
  await deleteView(agent, { id: view.id })
  expect(await listViews(agent)).toEqual([])
})

test('what staff keep about a lead is in no export of theirs, and gone with them', async () => {
  const { personId, conversationId } = (await say(visitor(), 'Hello')).turn
  await makeLeadOf(personId)
  await addNote(agent, { personId, text: 'Prefers mornings' })
  await addConversationNote(agent, { conversationId, text: 'Sounds in a hurry' })
  await changeTags(agent, { personId, add: ['nri'] })
  await setLeadOwner(agent, { personId, staffId: staff[0]! })
  await setOverride(agent, {
    personId,
    temperature: 'warm',
    reason: 'Cousin of a buyer',
    until: clock.now().add({ hours: 5 }),
  })
  const exported = JSON.stringify(await exportPerson(system, personId))
  for (const word of ['Prefers mornings', 'nri', 'Cousin of a buyer', 'Sounds in a hurry', 'Ravi'])
    expect(exported).not.toContain(word)
  for (const table of ['lead_notes', 'lead_tags', 'lead_overrides', 'person_owners'])
    expect(exported).toContain(`"${table}"`)
  await erasePerson(system, { personId })
  await expect(readLead(agent, { personId })).rejects.toMatchObject({ code: 'leads.unknown' })
  for (const table of ['lead_notes', 'lead_tags', 'lead_overrides', 'person_owners']) {
    const { rows } = await sql`select from ${sql.table(table)} where person_id = ${personId}`.execute(system.db)
    expect(rows).toHaveLength(0)
  }
})

test('coaches, members and visitors have none of it', async () => {
  const personId = await makeLead(system)
  const others = [await actor(system, 'coach'), await actor(system, 'member'), visitor()]
  for (const ctx of others)
    for (const deed of [
      () => readLead(ctx, { personId }),
      () => readTimeline(ctx, { personId }),
      () => listDuplicates(ctx, { personId }),
      () => listViews(ctx),
      () => suggestTags(ctx, {}),
      () => setOverride(ctx, { personId, temperature: 'hot', reason: 'x', until: clock.now().add({ hours: 1 }) }),
      () => addNote(ctx, { personId, text: 'x' }),
      () => changeTags(ctx, { personId, add: ['x'] }),
      () => setLeadOwner(ctx, { personId, staffId: null }),
      () => changeMany(ctx, { personIds: [personId], addTags: ['x'] }),
      () => mergeLeads(ctx, { personId, otherId: randomUUID() }),
      () => saveView(ctx, { name: 'x', query: {} }),
    ])
      await expect(deed()).rejects.toMatchObject({ code: 'leads.not_allowed' })
  // Somebody of the career desk alone is nobody of the sales desk's.
  const member = await actor(system, 'member')
  const theirs = member.actor.kind === 'account' ? member.actor.personId! : ''
  await expect(readLead(agent, { personId: theirs })).rejects.toMatchObject({ code: 'leads.unknown' })
})

/** A lead of somebody who is there already. */
async function makeLeadOf(personId: string) {
  await sql`
    insert into leads (person_id, last_active_at, created_at) values (${personId}, ${clock.now()}, ${clock.now()})
    on conflict do nothing`.execute(system.db)
}
