import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { writeCursor } from '../kernel/cursor.ts'
import { createPerson } from '../people/index.ts'
import type { Actor, Context, Role } from '../storage/index.ts'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { saveCannedReply } from './canned/replies.ts'
import { completeTurn } from './complete-turn.ts'
import { lockConversation } from './hand-off.ts'
import { listStaffConversations } from './list-staff-conversations.ts'
import { addConversationNote } from './notes/add-note.ts'
import { messagesAfter } from './own-conversation.ts'
import { conversationPart } from './part.ts'
import { postStaffMessage } from './post-staff-message.ts'
import { postSystemMessage } from './post-system-message.ts'
import { noteOwnPresence, noteStaffPresence } from './presence/note-presence.ts'
import { readOwnPresence, readPresence } from './presence/read-presence.ts'
import { promiseHuman } from './promises/promise-human.ts'
import { sayLate } from './promises/say-late.ts'
import { raiseAlert } from './raise-alert.ts'
import { closeConversation, releaseConversation } from './release-conversation.ts'
import { reopenConversation } from './reopen-conversation.ts'
import { handOff, requestHandOff } from './request-hand-off.ts'
import type { staffListQuerySchema } from './schema.ts'
import { readStaffConversation } from './staff-queries.ts'
import { takeConversation } from './take-conversation.ts'
import { answer, newVisitor, say } from './testing.ts'
import { transferConversation } from './transfer-conversation.ts'

const store = testStore({ connections: 12 })

async function newStaff(
  name: string,
  role: Role = 'agent',
): Promise<Context & { actor: Actor & { accountId: string } }> {
  const accountId = randomUUID()
  const ctx = store.ctx()
  const personId = await createPerson(ctx)
  await sql`
    insert into accounts (id, person_id, name, email, email_verified, role, origin, created_at, updated_at)
    values (${accountId}, ${personId}, ${name}, ${`${accountId}@staff.example`}, true, ${role}, 'invitation', now(), now())`.execute(
    ctx.db,
  )
  return store.ctx({ actor: { kind: 'account', accountId, role, name } }) as never
}

async function newThread(text = 'hello') {
  const ctx = store.ctx({ actor: newVisitor() })
  const posted = await say(ctx, text)
  return { ctx, posted, id: posted.turn.conversationId }
}

const list = async (ctx: Context, query: Partial<Parameters<typeof staffListQuerySchema.parse>[0] & object> = {}) =>
  listStaffConversations(ctx, { state: 'open', limit: 50, ...query } as never)

const texts = async (ctx: Context, id: string) =>
  (await messagesAfter(ctx, { conversationId: id })).messages.map(
    ({ number, author, text }) => `${number} ${author} ${text}`,
  )

test('of many who take a conversation at once one has it, and the thread says so once', async () => {
  const { ctx, id } = await newThread()
  await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
  const staff = await Promise.all(Array.from({ length: 8 }, (_, at) => newStaff(`Agent ${at}`)))
  const done = await Promise.allSettled(staff.map(one => takeConversation(one, id)))
  expect(done.filter(one => one.status === 'fulfilled')).toHaveLength(1)
  for (const one of done) if (one.status === 'rejected') expect(one.reason.code).toBe('conversations.taken')
  const { conversation, messages } = await messagesAfter(ctx, { conversationId: id })
  expect(conversation).toMatchObject({ handOff: 'human', speaker: expect.stringMatching(/^Agent \d$/) })
  expect(messages.filter(({ author }) => author === 'system').map(({ text }) => text)).toEqual([
    `${conversation.speaker} joined and answers here now.`,
  ])
})

test('assistant, human and a reminder at once are three messages in one order for both sides', async () => {
  const { ctx, id, posted } = await newThread()
  const asha = await newStaff('Asha')
  const reminder = randomUUID()
  const remind = () =>
    transact(store.ctx(), async ctx =>
      postSystemMessage(ctx, (await lockConversation(ctx, id))!, { text: 'Your visit is at 10', clientId: reminder }),
    )
  const [answered] = await Promise.all([
    answer(ctx, posted, 'from the assistant'),
    takeConversation(asha, id).then(() =>
      postStaffMessage(asha, { conversationId: id, clientId: randomUUID(), text: 'from a human' }),
    ),
    remind(),
    remind(),
  ])
  const seen = await texts(ctx, id)
  const { thread } = await readStaffConversation(asha, { conversationId: id })
  expect(thread.map(({ number, author, text }) => `${number} ${author} ${text}`)).toEqual(seen)
  expect(seen.map(line => Number(line.split(' ')[0]))).toEqual(seen.map((_, at) => at + 1))
  expect(seen.filter(line => line.endsWith('Your visit is at 10'))).toHaveLength(1)
  expect(seen.filter(line => line.endsWith('from a human'))).toHaveLength(1)
  // Once a human has it the assistant is silent, whatever it had begun to say.
  const said = seen.findIndex(line => line.endsWith('from the assistant'))
  expect(said >= 0).toBe(answered.outcome === 'completed')
  if (said >= 0) expect(said).toBeLessThan(seen.findIndex(line => line.includes('joined')))
})

test('what was released or closed waits again for a new message or wish alone', async () => {
  const { ctx, id, posted } = await newThread('this is useless')
  const asha = await newStaff('Asha')
  const again = (messageId: string) =>
    transact(ctx, async ctx =>
      handOff(ctx, (await lockConversation(ctx, id))!, { reason: 'high_frustration', messageId, by: 'assistant' }),
    )
  expect(await again(posted.message.id)).toBe('waiting')
  await takeConversation(asha, id)
  await releaseConversation(asha, id)
  expect(await again(posted.message.id)).toBe('assistant')
  const late = await say(ctx, 'a word that came before the closing')
  await takeConversation(asha, id)
  await closeConversation(asha, id)
  expect(await again(late.message.id)).toBe('closed')
  expect(await again((await say(ctx, 'still useless')).message.id)).toBe('waiting')
  await closeConversation(asha, id)
  expect(await requestHandOff(ctx, { conversationId: id, reason: 'requested' })).toEqual({ handOff: 'waiting' })
})

test('a closing is taken back: who waited waits on as long as before, and a taken one is had again', async () => {
  const { ctx, id } = await newThread()
  const asha = await newStaff('Asha')
  await expect(reopenConversation(asha, id)).rejects.toMatchObject({ code: 'conversations.not_closed' })
  await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
  const waiting = await readStaffConversation(asha, { conversationId: id })
  await closeConversation(asha, id)
  await reopenConversation(asha, id)
  expect(await readStaffConversation(asha, { conversationId: id })).toMatchObject({
    handOff: 'waiting',
    reason: 'requested',
    since: waiting.since,
  })
  await takeConversation(asha, id)
  await closeConversation(asha, id)
  await reopenConversation(asha, id)
  await reopenConversation(asha, id)
  expect(await readStaffConversation(asha, { conversationId: id })).toMatchObject({
    handOff: 'human',
    speaker: { name: 'Asha' },
  })
  expect((await texts(ctx, id)).at(-1)).toMatch(/Asha is back and answers here now\.$/)
})

test('a conversation is given to a colleague of the desk, who is told; to nobody else', async () => {
  const { ctx, id } = await newThread()
  const [asha, ravi, coach] = await Promise.all([newStaff('Asha'), newStaff('Ravi'), newStaff('Cara', 'coach')])
  const told: unknown[] = []
  const from = {
    ...asha,
    announce: async (_: Context, name: string, event: object) => void told.push({ name, ...event }),
  }
  const to = ravi.actor.accountId
  await takeConversation(asha, id)
  await expect(transferConversation(ravi, { conversationId: id, to })).rejects.toMatchObject({
    code: 'conversations.taken',
  })
  await expect(transferConversation(asha, { conversationId: id, to: coach.actor.accountId })).rejects.toMatchObject({
    code: 'conversations.no_colleague',
  })
  await transferConversation(from as never, { conversationId: id, to, note: 'wants a loan' })
  await transferConversation(from as never, { conversationId: id, to, note: 'wants a loan' })
  expect(told).toEqual([
    { name: 'conversation.transferred', conversationId: id, personId: expect.any(String), number: 2, accountId: to },
  ])
  expect(await readStaffConversation(ravi, { conversationId: id })).toMatchObject({
    speaker: { name: 'Ravi' },
    notes: [{ text: 'wants a loan', by: 'Asha' }],
  })
  expect((await texts(ctx, id)).at(-1)).toMatch(/Asha handed over to Ravi, who answers here now\.$/)
  await expect(readStaffConversation(coach, { conversationId: id })).rejects.toMatchObject({
    code: 'conversations.unknown',
  })
  const lines = await sql<{ action: string }>`
    select action from audit_log where subject_id = ${id} order by number`.execute(ctx.db)
  expect(lines.rows.map(({ action }) => action)).toEqual([
    'conversation.taken',
    'conversation.noted',
    'conversation.transferred',
  ])
})

test('a note is told to those whom it means, and only to those of the desk', async () => {
  const { id } = await newThread()
  const [asha, ravi, coach] = await Promise.all([newStaff('Asha'), newStaff('Ravi'), newStaff('Cara', 'coach')])
  const told: { accountIds?: string[] }[] = []
  const from = { ...asha, announce: async (_: Context, __: string, event: object) => void told.push(event) }
  const note = await addConversationNote(from as never, {
    conversationId: id,
    text: '@Ravi please call',
    mentions: [ravi.actor.accountId, coach.actor.accountId, asha.actor.accountId],
  })
  expect(note.mentions).toEqual(['Ravi'])
  expect(told).toMatchObject([{ accountIds: [ravi.actor.accountId] }])
  // Sent twice it is one, and told once.
  const again = { conversationId: id, id: randomUUID(), text: ' Call again ', mentions: [ravi.actor.accountId] }
  const two = await Promise.all([1, 2].map(() => addConversationNote(from as never, again)))
  expect(two[1]).toMatchObject({ id: again.id, text: 'Call again', by: 'Asha', mentions: ['Ravi'] })
  expect((await readStaffConversation(ravi, { conversationId: id })).notes).toHaveLength(2)
  expect(told).toHaveLength(2)
  await expect(addConversationNote(ravi, again)).rejects.toMatchObject({ code: 'conversations.id_reused' })
})

test('a promise that nobody kept is said once, by whichever process comes first; a kept one is not', async () => {
  const waits = await newThread()
  const taken = await newThread()
  const asha = await newStaff('Asha')
  for (const { ctx, id } of [waits, taken]) {
    await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
    await promiseHuman(ctx, { conversationId: id, number: 1, from: ctx.now() })
    expect(await promiseHuman(ctx, { conversationId: id, number: 1, from: ctx.now() })).toBe(false)
  }
  await takeConversation(asha, taken.id)
  const words = async () => ({ text: 'nobody came', parts: [] })
  expect(await sayLate(store.ctx(), words)).toBe(false)
  const later = () => store.ctx({ now: () => Temporal.Now.instant().add({ minutes: 3 }) })
  await Promise.all(Array.from({ length: 6 }, () => sayLate(later(), words)))
  expect((await texts(waits.ctx, waits.id)).filter(line => line.includes('nobody came'))).toHaveLength(1)
  expect((await texts(taken.ctx, taken.id)).filter(line => line.includes('nobody came'))).toHaveLength(0)
  expect(await sayLate(later(), words)).toBe(false)
  expect((await readStaffConversation(asha, { conversationId: waits.id })).promise).toMatchObject({
    late: true,
    outOfHours: false,
  })
})

test('whoever waits again after a closing was taken back is told that nobody came, once in all', async () => {
  const now = Temporal.Instant.from('2030-01-07T06:00:00Z')
  const at = (minutes: number) => store.ctx({ now: () => now.add({ minutes }) })
  const { ctx, id } = await newThread()
  const asha = await newStaff('Asha')
  await requestHandOff({ ...ctx, now: () => now }, { conversationId: id, reason: 'requested' })
  await promiseHuman(at(0), { conversationId: id, number: 1, from: now })
  const late = (minutes: number) => sayLate(at(minutes), async () => ({ text: 'Nobody came.', parts: [] }))
  const again = async () => {
    await closeConversation(asha, id)
    await reopenConversation(asha, id)
  }
  await again()
  expect((await readStaffConversation(asha, { conversationId: id })).promise).toMatchObject({ late: false })
  while (await late(3));
  await again()
  while (await late(6));
  const said = (await texts(ctx, id)).filter(text => text.includes('Nobody came.'))
  expect(said).toHaveLength(1)
  expect((await readStaffConversation(asha, { conversationId: id })).promise).toMatchObject({ late: true })
})

test('the list has a crisis first, then alerts, then who waits longest, and pages by key without a gap or a double', async () => {
  const agent = await newStaff('Lister')
  const opened: string[] = []
  for (const kind of ['requested', 'alert', 'requested', 'crisis', 'requested'] as const) {
    const { ctx, id, posted } = await newThread(`zebra ${kind}`)
    opened.push(id)
    if (kind === 'alert') {
      const alert = { conversationId: id, reason: 'persistent_frustration' as const, messageId: posted.message.id }
      expect(await raiseAlert(ctx, alert)).toBeTruthy()
      expect(await raiseAlert(ctx, alert)).toBeUndefined()
      const exported = JSON.stringify(await conversationPart.export(ctx, posted.turn.personId))
      expect(exported).toContain('"conversation_alerts":[{')
      expect(exported).not.toContain(alert.reason)
    } else await requestHandOff(ctx, { conversationId: id, reason: kind })
  }
  const pages: string[] = []
  let cursor: string | null = null
  do {
    const page = await list(agent, { q: 'ZEBRA', limit: 2, ...(cursor && { cursor }) })
    pages.push(...page.items.map(({ id }) => id))
    cursor = page.cursor
  } while (cursor)
  expect(pages).toEqual([opened[3], opened[1], opened[0], opened[2], opened[4]])
  expect((await list(agent)).counts).toMatchObject({ crisis: 1, mine: 0 })
  await takeConversation(agent, opened[1]!)
  const mine = await list(agent, { state: 'mine' })
  expect(mine.items).toMatchObject([{ id: opened[1], alert: null, handOff: 'human' }])
  const far = writeCursor([99_999, '2026-11-22T10:00:00Z', randomUUID()])
  for (const cursor of ['nonsense', far])
    await expect(list(agent, { cursor })).rejects.toMatchObject({ code: 'conversations.bad_cursor' })
})

test('unread is counted for each account, and reading, looking and writing end by themselves', async () => {
  const { ctx, id } = await newThread('giraffe')
  const [asha, ravi] = await Promise.all([newStaff('Asha'), newStaff('Ravi')])
  await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
  await say(ctx, 'giraffe again')
  const unread = async (who: Context, query = {}) =>
    (await list(who, { q: 'giraffe', ...query })).items.map(one => one.unread)
  expect(await unread(asha)).toEqual([2])
  await noteStaffPresence(asha, { conversationId: id, read: 99, typing: true })
  expect(await unread(asha)).toEqual([0])
  expect(await unread(asha, { unread: true })).toEqual([])
  expect(await unread(ravi)).toEqual([2])
  await say(ctx, 'and once more')
  expect(await unread(asha)).toEqual([1])
  expect(await readOwnPresence(ctx, id)).toEqual({ typing: 'Asha', read: 2 })
  expect(await noteOwnPresence(ctx, { desk: 'sales', typing: true })).toBe(true)
  // Reading on says nothing of writing.
  await noteOwnPresence(ctx, { conversationId: id, read: 1 })
  expect(await readPresence(ravi, id)).toMatchObject({
    visitor: { online: true, typing: true },
    staff: [{ name: 'Asha', typing: true }],
  })
  const later = { now: () => Temporal.Now.instant().add({ minutes: 1 }) }
  expect(await readPresence({ ...ravi, ...later }, id)).toMatchObject({
    visitor: { online: false, typing: false },
    staff: [],
  })
  // Another visitor's conversation, and none at all: nobody is made by looking.
  expect(await noteOwnPresence(store.ctx({ actor: newVisitor() }), { conversationId: id })).toBe(false)
})

test('a kept reply is refused with unknown placeholders, sent with open ones, or under a name in use', async () => {
  const [asha, ravi] = await Promise.all([newStaff('Asha'), newStaff('Ravi')])
  const reply = { desk: 'sales' as const, short: 'hello', text: 'Hello {name}, {me} of {business} here.', shared: true }
  await expect(saveCannedReply(asha, { ...reply, text: 'Hello {you}' })).rejects.toMatchObject({
    code: 'conversations.placeholder',
  })
  await expect(saveCannedReply(asha, { ...reply, desk: 'career' })).rejects.toMatchObject({ code: 'request.forbidden' })
  const [kept] = await saveCannedReply(asha, reply)
  await expect(saveCannedReply(ravi, reply)).rejects.toMatchObject({ code: 'conversations.short_taken' })
  await expect(saveCannedReply(ravi, { ...reply, id: kept!.id, text: 'mine' })).rejects.toMatchObject({
    code: 'conversations.no_reply',
  })
  expect(await saveCannedReply(ravi, { ...reply, shared: false, text: 'Own' })).toMatchObject([
    { text: 'Own', canChange: true },
    { text: reply.text, canChange: false },
  ])
  // Somebody else's, made their own again, would be their second of that name.
  await saveCannedReply(asha, { ...reply, shared: false, text: 'Also mine' })
  const admin = await newStaff('Zoya', 'admin')
  await expect(saveCannedReply(admin, { ...reply, id: kept!.id, shared: false })).rejects.toMatchObject({
    code: 'conversations.short_taken',
  })
  const { id } = await newThread()
  await takeConversation(asha, id)
  await expect(
    postStaffMessage(asha, { conversationId: id, clientId: randomUUID(), text: reply.text }),
  ).rejects.toMatchObject({ code: 'conversations.unfilled' })
})

test('kept replies are a hundred each, so that nobody’s fall out of the list', async () => {
  const one = await newStaff('Anil')
  await sql`
    insert into canned_replies (id, desk, account_id, shared, short, text, created_at, updated_at)
    select gen_random_uuid(), 'sales', ${one.actor.accountId}::uuid, false, 'many-' || n, 'Hello', now(), now()
    from generate_series(1, 100) n`.execute(store.db)
  const more = { desk: 'sales' as const, short: 'one-more', text: 'Hello', shared: false }
  await expect(saveCannedReply(one, more)).rejects.toMatchObject({ code: 'conversations.too_many_replies' })
})

test('a reply typed while the assistant answers lands in order, and the turn that was under way is left to the human', async () => {
  const { ctx, id, posted } = await newThread('are you there?')
  const asha = await newStaff('Asha')
  await takeConversation(asha, id)
  await postStaffMessage(asha, { conversationId: id, clientId: randomUUID(), text: 'I am here' })
  expect(await completeTurn(ctx, { turn: posted.turn, owner: posted.turn.owner!, text: 'too late' })).toMatchObject({
    answer: undefined,
  })
  expect(await texts(ctx, id)).toEqual([
    '1 visitor are you there?',
    '2 system Asha joined and answers here now.',
    '3 staff I am here',
  ])
})
