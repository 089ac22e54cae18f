import { afterAll, describe, expect, test } from 'vitest'
import { eraseDueAccounts } from '../../src/people/index.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type MailServer, startMailServer, type TakenMail } from '../counterparts/mail.ts'
import { type Caller, PASSWORD, testServer } from './app.ts'

/** A port is taken before the server is configured with it. */
const mail: MailServer = await startMailServer()
afterAll(() => mail.close())

const store = testStore({ connections: 4 })
const quick = { REGISTRATIONS_PER_MINUTE: '1000000', SIGN_INS_PER_MINUTE: '1000000' }
const server = testServer(store, { ...quick, SMTP_URL: mail.url, MAIL_FROM: 'Mosaic <desk@example.com>' })

let people = 0
const someone = () => `member-${++people}@example.com`

type Account = { id: string; email: string; emailVerified: boolean; tier: string; role: string; personId: string }

async function register(caller: Caller = server.nobody(), email = someone()): Promise<Account & { caller: Caller }> {
  const json = { email, password: PASSWORD, timeZone: 'Europe/Berlin' }
  return { ...((await caller.expect(201, 'POST', '/api/account', { json })) as Account), caller }
}

/** Waits for the mail to somebody with these words in its subject; gives its link's token too. */
async function mailTo(email: string, subject: RegExp): Promise<TakenMail & { token: string }> {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = mail.mails.findLast(one => one.envelopeTo.includes(email) && subject.test(one.subject ?? ''))
    if (found) return { ...found, token: /#token=([\w-]{43})/.exec(found.text ?? '')?.[1] ?? '' }
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`no mail to ${email} about ${subject}`)
}

describe('a member', () => {
  test('registers, proves the e-mail by the link in the mail, and nothing of the link is in the ledger', async () => {
    const { caller, email, ...account } = await register()
    expect(account).toMatchObject({ emailVerified: false, tier: 'free', role: 'member', timeZone: 'Europe/Berlin' })
    const { token, html, text } = await mailTo(email, /Confirm your e-mail/)
    expect(html).toContain(`#token=${token}`)
    expect(text).toMatch(/once and for 24 hours/)
    const { rows } = await store.pool.query(`select body from reminders where subject_kind = 'account_mail'`)
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toMatch(/token=|[\w-]{43}/)
    const elsewhere = server.nobody()
    await elsewhere.expect(200, 'POST', '/api/session', { json: { email, password: PASSWORD } })
    await caller.expect(200, 'PUT', `/api/account/verifications/${token}`)
    expect(await caller.expect(200, 'GET', '/api/account')).toMatchObject({ emailVerified: true })
    expect(await elsewhere.expect(200, 'GET', '/api/session')).toBeNull()
    await caller.expect(404, 'PUT', `/api/account/verifications/${'x'.repeat(43)}`)
    expect((await caller.call('PUT', `/api/account/verifications/${token}`)).status).toBe(409)
  })

  test('brings along what was begun in this browser, once the e-mail is proven here', async () => {
    const caller = await server.visitor()
    const said = await caller.say('my name is Quentin, 3 bhk in Hebbal')
    const { email, personId } = await register(caller)
    expect(await caller.expect(200, 'GET', '/api/sales/conversation')).toMatchObject({ conversation: null })
    const { token } = await mailTo(email, /Confirm/)
    await caller.expect(200, 'PUT', `/api/account/verifications/${token}`)
    const thread = (await caller.expect(200, 'GET', '/api/sales/conversation')) as { messages: { id: string }[] }
    expect(thread.messages.map(({ id }) => id)).toContain(said.message.id)
    const memory = (await caller.expect(200, 'GET', '/api/me/memory')) as { facts: { sentence: string }[] }
    expect(memory.facts.map(({ sentence }) => sentence).join()).toContain('Quentin')

    // Signed out, the same browser is a new visitor: the old key opens nothing.
    const before = new Map(caller.cookies)
    await caller.expect(204, 'DELETE', '/api/session')
    expect(await caller.expect(200, 'GET', '/api/sales/conversation')).toMatchObject({ conversation: null })
    const thief = server.nobody()
    for (const [name, value] of before) thief.cookies.set(name, value)
    expect(await thief.expect(200, 'GET', '/api/session')).toBeNull()

    // And an administrator can take it apart again.
    const admin = await server.administrator()
    const { items } = (await admin.expect(200, 'GET', '/api/admin/person-merges')) as {
      items: { id: string; toPersonId: string; undoable: boolean; counts: object }[]
    }
    const merge = items.find(({ toPersonId }) => toPersonId === personId)!
    expect(merge).toMatchObject({ undoable: true, counts: { conversations: 1 } })
    await admin.expect(200, 'POST', `/api/admin/person-merges/${merge.id}/undo`)
    await caller.expect(200, 'POST', '/api/session', { json: { email, password: PASSWORD } })
    expect(await caller.expect(200, 'GET', '/api/sales/conversation')).toMatchObject({ conversation: null })
    expect((await admin.call('POST', `/api/admin/person-merges/${merge.id}/undo`)).status).toBe(409)
  })

  test('brings it along at a later sign-in too, told how much; equal e-mails alone bring nothing', async () => {
    const { email, caller } = await register()
    await caller.expect(200, 'PUT', `/api/account/verifications/${(await mailTo(email, /Confirm/)).token}`)
    const stranger = await server.visitor()
    await stranger.say(`my email is ${email}`)
    const browser = await server.visitor()
    await browser.say('2 bhk in Whitefield')
    const signIn = { json: { email, password: PASSWORD } }
    expect(await browser.expect(200, 'POST', '/api/session', signIn)).toMatchObject({
      email,
      merged: { conversations: 1, enrolments: 0, files: 0 },
    })
    expect(await browser.expect(200, 'POST', '/api/session', signIn)).toMatchObject({ merged: { conversations: 0 } })
    const again = await server.visitor()
    await again.say('4 bhk in Indiranagar')
    const cookies = new Map(again.cookies)
    const both = await Promise.all(
      [1, 2, 3].map(async () => {
        const tab = server.nobody()
        for (const [name, value] of cookies) tab.cookies.set(name, value)
        return (await tab.expect(200, 'POST', '/api/session', signIn)) as { merged: { conversations: number } }
      }),
    )
    expect(both.map(({ merged }) => merged.conversations).sort()).toEqual([0, 0, 1])
    expect((await again.call('DELETE', '/api/me', { json: { confirm: true } })).json).toMatchObject({
      code: 'people.unknown_person',
    })
    const thread = (await stranger.expect(200, 'GET', '/api/sales/conversation')) as { messages: object[] }
    expect(thread.messages).toHaveLength(2)
  })

  test('forgets the password: the same answer for anybody, one mail, one use', async () => {
    const { email, caller } = await register()
    const ask = (email: string) => server.nobody().call('POST', '/api/password-resets', { json: { email } })
    const [known, unknown] = await Promise.all([ask(email), ask('nobody-here@example.com')])
    expect([known.status, known.text]).toEqual([202, unknown.text])
    const { token, text } = await mailTo(email, /Set a new password/)
    expect(text).toMatch(/60 minutes/)
    const set = (password: string) =>
      server.nobody().call('PUT', `/api/password-resets/${token}`, { json: { password } })
    expect((await set('password1')).json).toMatchObject({ code: 'accounts.common_password' })
    expect((await set('a new and better one')).status).toBe(204)
    expect((await set('a third one entirely')).json).toMatchObject({ code: 'accounts.link_used' })
    expect(await caller.expect(200, 'GET', '/api/session')).toBeNull()
    await caller.expect(401, 'POST', '/api/session', { json: { email, password: PASSWORD } })
    expect(
      await caller.expect(200, 'POST', '/api/session', { json: { email, password: 'a new and better one' } }),
    ).toMatchObject({ emailVerified: true })
    expect(mail.mails.some(one => one.envelopeTo.includes('nobody-here@example.com'))).toBe(false)
  })

  test('changes the e-mail by a link to the new address, and takes it back from the old one', async () => {
    const { email, caller } = await register()
    await caller.expect(200, 'PUT', `/api/account/verifications/${(await mailTo(email, /Confirm/)).token}`)
    const next = someone()
    const wrong = await caller.call('PUT', '/api/account/email', { json: { email: next, password: 'not this one' } })
    expect(wrong.json).toMatchObject({ code: 'accounts.wrong_password', detail: 'The present password is another.' })
    await caller.expect(202, 'PUT', '/api/account/email', { json: { email: next, password: PASSWORD } })
    await caller.expect(200, 'PUT', `/api/account/verifications/${(await mailTo(next, /new e-mail/)).token}`)
    expect(await caller.expect(200, 'GET', '/api/account')).toMatchObject({ email: next })
    const notice = await mailTo(email, /was changed/)
    expect(notice.text).not.toContain(next)
    const undone = await server.nobody().expect(200, 'PUT', `/api/account/verifications/${notice.token}`)
    expect(undone).toEqual({ kind: 'email_undo' })
    expect(await caller.expect(200, 'GET', '/api/session')).toBeNull()
    await caller.expect(401, 'POST', '/api/session', { json: { email, password: PASSWORD } })
    const { token } = await mailTo(email, /Set a new password/)
    await caller.expect(204, 'PUT', `/api/password-resets/${token}`, { json: { password: PASSWORD } })
    await caller.expect(200, 'POST', '/api/session', { json: { email, password: PASSWORD } })
  })

  test('goes for good: out everywhere now, a week to think again, then nothing is left but a tombstone', async () => {
    const caller = await server.visitor()
    const { email, personId, id } = await register(caller)
    await caller.say('my name is Ferdinand and I want a 2 bhk in Hebbal')
    await caller.expect(400, 'DELETE', '/api/account', { json: { password: 'not this one' } })
    expect((await caller.call('DELETE', '/api/me', { json: { confirm: true } })).json).toMatchObject({
      code: 'people.has_account',
    })
    const leave = async () => {
      const asked = await caller.expect(202, 'DELETE', '/api/account', { json: { password: PASSWORD } })
      const { erasesAt } = asked as { erasesAt: string }
      return store.ctx({ now: () => Temporal.Instant.from(erasesAt).add({ seconds: 1 }) })
    }
    const afterFirst = await leave()
    expect(await caller.expect(200, 'GET', '/api/session')).toBeNull()
    await caller.expect(200, 'POST', '/api/session', { json: { email, password: PASSWORD } })
    expect(await eraseDueAccounts(afterFirst)).toBe(0)
    const late = await leave()
    expect(await eraseDueAccounts(store.ctx())).toBe(0)
    const gone = await Promise.all([eraseDueAccounts(late), eraseDueAccounts(late)])
    expect(gone.sort()).toEqual([0, 1])
    const count = async (sql: string, value: string) => (await store.pool.query(sql, [value])).rows[0].n as number
    expect(await count('select count(*)::int as n from accounts where id = $1', id)).toBe(0)
    expect(await count('select count(*)::int as n from conversations where person_id = $1', personId)).toBe(0)
    expect(await count('select count(*)::int as n from erasures where person_id = $1', personId)).toBe(1)
    await caller.expect(401, 'POST', '/api/session', { json: { email, password: PASSWORD } })
    await register(server.nobody(), email)
  })

  test('is one by one e-mail, in any case; what is none is refused', async () => {
    const { email } = await register()
    const make = (email: string) =>
      server.nobody().call('POST', '/api/account', { json: { email, password: PASSWORD } })
    expect((await make(email.toUpperCase())).json).toMatchObject({ code: 'accounts.email_taken' })
    for (const odd of ['notanemail', 'a@b', '', 'a b@example.com', 'x\u0000@example.com', '\ud800@example.com'])
      expect([odd, (await make(odd)).status]).toEqual([odd, 400])
    for (const name of ['\u0000', '\ud800', 'a\nb', '\u202eevil']) {
      const json = { email: someone(), password: PASSWORD, name }
      expect([name, (await server.nobody().call('POST', '/api/account', { json })).status]).toEqual([name, 400])
    }
  })

  test('is nobody’s by a header, a field or an id', async () => {
    const { id, personId, caller } = await register()
    const other = await register()
    const headers = { 'x-user-id': id, 'x-account-id': id, 'x-person-id': personId, authorization: `Bearer ${id}` }
    const json = { name: 'Mallory', id, accountId: id, personId, role: 'admin', tier: 'beta', emailVerified: true }
    const changed = await other.caller.expect(200, 'PATCH', '/api/account', { json, headers })
    expect(changed).toMatchObject({ id: other.id, name: 'Mallory', role: 'member', tier: 'free', emailVerified: false })
    expect(await caller.expect(200, 'GET', '/api/account')).not.toMatchObject({ name: 'Mallory' })
  })
})

describe('where no mail leaves', () => {
  // A store of its own: the server with a channel would send what waits in a common one.
  const own = testStore({ connections: 4 })
  const bare = testServer(own, quick)

  test('links wait for an administrator, and proof is not asked for', async () => {
    const email = someone()
    const admin = await bare.administrator()
    const visitor = await bare.visitor()
    await visitor.say('3 bhk in Hebbal')
    const json = { email, password: PASSWORD }
    expect(await visitor.expect(201, 'POST', '/api/account', { json })).toMatchObject({ merged: { conversations: 1 } })
    await bare.nobody().expect(202, 'POST', '/api/password-resets', { json: { email } })
    type Entry = { id: string; email: string; kind: string; reason: string | null }
    const waiting = async () =>
      ((await admin.expect(200, 'GET', '/api/admin/outbox')) as { items: Entry[] }).items.filter(
        one => one.email === email,
      )
    for (let tries = 0; tries < 1_200 && (await waiting()).length < 2; tries++)
      await new Promise(resolve => setTimeout(resolve, 50))
    const items = await waiting()
    expect(items.map(({ kind }) => kind).sort()).toEqual(['reset', 'verification'])
    const { id } = items.find(({ kind }) => kind === 'reset')!
    const { url } = (await admin.expect(200, 'POST', `/api/admin/outbox/${id}/link`)) as { url: string }
    const token = new URL(url).hash.slice('#token='.length)
    await bare.nobody().expect(204, 'PUT', `/api/password-resets/${token}`, { json: { password: 'handed over' } })
    expect((await waiting()).map(({ kind }) => kind)).not.toContain('reset')
    const { rows } = await own.pool.query(`select action from audit_log where action = 'account.link_handed_over'`)
    expect(rows).toHaveLength(1)
  })
})
