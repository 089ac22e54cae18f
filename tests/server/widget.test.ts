import { createHmac, randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { erasePerson, exportPerson, undoMerge } from '../../src/people/index.ts'
import { identifyVisitor } from '../../src/server/widget/identify.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type Caller, testServer } from './app.ts'

const store = testStore({ connections: 4 })
const server = testServer(store)
let admin: Caller
let secret: string

const SETTINGS = { origins: [], desk: 'sales', color: '#0d5c4b', side: 'right', label: 'Chat with us', greeting: null }
const WIDGET = '/api/admin/settings/widget'

beforeAll(async () => {
  admin = await server.administrator()
  secret = ((await admin.expect(200, 'POST', `${WIDGET}/secrets`)) as { secret: string }).secret
})

function token(claims: object, by = secret): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ exp: Date.now() / 1_000 + 600, ...claims })}`
  return `${text}.${createHmac('sha256', by).update(text).digest('base64url')}`
}

/** A browser that keeps no cookie of a frame, and so brings its key by itself. */
async function frame() {
  const caller = server.nobody()
  const asked = (await caller.expect(200, 'POST', '/api/widget/visitor', { json: { keep: 'key' } })) as { key: string }
  let { key } = asked
  const call = (method: string, path: string, json?: unknown, more: Record<string, string> = {}) =>
    caller.call(method, path, {
      headers: { authorization: `Visitor ${key}`, ...more },
      ...(json !== undefined && { json }),
    })
  return {
    call,
    async say(text: string, more?: Record<string, string>) {
      const said = await call('POST', '/api/sales/messages', { id: randomUUID(), text }, more)
      expect(said.status).toBe(200)
    },
    async said(): Promise<string[]> {
      const { json } = await call('GET', '/api/sales/conversation?limit=50')
      const { messages } = json as { messages: { author: string; text: string }[] }
      return messages.filter(({ author }) => author === 'visitor').map(({ text }) => text)
    },
    async identify(claims: object, by?: string) {
      const answer = await call('POST', '/api/widget/identity', { token: token(claims, by), keep: 'key' })
      key = (answer.json as { key?: string | null }).key ?? key
      return answer
    },
    /** Their person, by the key's row. */
    async person(): Promise<string> {
      const exported = await call('GET', '/api/me/export')
      return (exported.json as { personId: string }).personId
    },
  }
}

describe('who may show it', () => {
  test('the frame’s page alone may be framed, by ourselves and by the origins that are set', async () => {
    const policy = async (path: string) => {
      const { headers } = await server.nobody().call('GET', path)
      return { csp: String(headers['content-security-policy']), xfo: headers['x-frame-options'], headers }
    }
    expect((await policy('/embed')).csp).toMatch(/frame-ancestors 'self'$/)
    const origins = ['https://www.example.com', 'https://*.example.org']
    await admin.expect(200, 'PUT', WIDGET, { json: { ...SETTINGS, origins: [...origins, 'HTTPS://WWW.EXAMPLE.COM/'] } })
    const embed = await policy('/embed')
    expect(embed.csp).toMatch(/frame-ancestors 'self' https:\/\/www\.example\.com https:\/\/\*\.example\.org$/)
    expect(embed.xfo).toBeUndefined()
    expect(embed.headers['cross-origin-embedder-policy']).toBe('require-corp')
    expect(embed.headers['cross-origin-resource-policy']).toBe('cross-origin')
    for (const path of ['/', '/embed.html', '/console', '/api/config', '/nowhere']) {
      const other = await policy(path)
      expect([path, other.csp.includes("frame-ancestors 'none'"), other.xfo]).toEqual([path, true, 'DENY'])
    }
  })

  test('what is no origin is refused with a sentence, and nothing is saved', async () => {
    const before = await admin.expect(200, 'GET', WIDGET)
    const refused = await admin.expect(400, 'PUT', WIDGET, { json: { ...SETTINGS, origins: ['https://*.com'] } })
    expect(refused).toMatchObject({ code: 'widget.origin', detail: expect.stringContaining('https://*.com') })
    expect(await admin.expect(200, 'GET', WIDGET)).toEqual(before)
  })

  test('saving is an administrator’s, and leaves a line in the audit log', async () => {
    await (await server.account('agent')).expect(403, 'PUT', WIDGET, { json: SETTINGS })
    await admin.expect(200, 'PUT', WIDGET, { json: SETTINGS })
    const { rows } = await sql`select from audit_log where action = 'widget.saved'`.execute(store.db)
    expect(rows.length).toBeGreaterThan(0)
  })

  test('the script carries the house’s look, is small, and is asked for anew by its tag', async () => {
    const greeting = '</script><b>Hello</b>'
    await admin.expect(200, 'PUT', WIDGET, { json: { ...SETTINGS, color: '#AA0011', greeting } })
    const plain = await server.nobody().call('GET', '/widget.js')
    expect(plain.text).toContain('"color":"#aa0011"')
    expect(plain.text).not.toContain('</script>')
    expect(() => new Function(plain.text)).not.toThrow()
    // What came after ES2018.
    expect(plain.text).not.toMatch(/\w\?\.|\?\?|catch \{|\|\|=|replaceAll|fromEntries|\.flat|\.at\(/)
    expect(plain.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': 'text/javascript; charset=utf-8',
    })
    const packed = await server.app.inject({ url: '/widget.js', headers: { 'accept-encoding': 'gzip' } })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.rawPayload.length).toBeLessThan(8_000)
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.text)
    const again = await server
      .nobody()
      .call('GET', '/widget.js', { headers: { 'if-none-match': String(plain.headers.etag) } })
    expect(again.status).toBe(304)
    await admin.expect(200, 'PUT', WIDGET, { json: SETTINGS })
    expect((await server.nobody().call('GET', '/widget.js')).headers.etag).not.toBe(plain.headers.etag)
  })
})

describe('a key for a frame', () => {
  test('by cookie, which is for one site alone where https is spoken', async () => {
    const caller = server.nobody()
    expect(await caller.expect(200, 'GET', '/api/widget/visitor')).toEqual({ known: false, account: false })
    expect(caller.cookies.size).toBe(0)
    const answer = await caller.call('POST', '/api/widget/visitor', { json: {} })
    expect(answer.json).toEqual({ key: null })
    expect(await caller.expect(200, 'GET', '/api/widget/visitor')).toEqual({ known: true, account: false })
    await caller.expect(200, 'DELETE', '/api/widget/visitor')
    expect(await caller.expect(200, 'GET', '/api/widget/visitor')).toEqual({ known: false, account: false })
  })

  test('a request that another site sends is refused, whatever it brings', async () => {
    const headers = { origin: 'https://www.example.com', 'sec-fetch-site': 'cross-site' }
    for (const path of ['/api/widget/visitor', '/api/widget/identity', '/api/sales/messages'])
      expect(await server.nobody().expect(403, 'POST', path, { headers, json: {} })).toMatchObject({
        code: 'request.foreign_origin',
      })
  })
})

describe('users of the site', () => {
  test('what was begun in a browser becomes the user’s, and every other browser of theirs has the same thread', async () => {
    const sub = randomUUID()
    const first = await frame()
    await first.say('3 BHK in Whitefield')
    expect((await first.identify({ sub, name: 'Asha', email: 'Asha@Example.com' })).json).toEqual({ key: null })
    const personId = await first.person()
    const second = await frame()
    await second.say('Something near Hebbal')
    expect((await second.identify({ sub })).json).toEqual({ key: expect.any(String) })
    expect(await second.person()).toBe(personId)
    // One thread stands open, the same in both; the other is kept, closed.
    expect(await second.said()).toEqual(['Something near Hebbal'])
    expect(await first.said()).toEqual(await second.said())
    const threads = await sql`select from conversations where person_id = ${personId}::uuid`.execute(store.db)
    expect(threads.rows).toHaveLength(2)
    const { rows } = await sql<{ key: string; value: unknown; source_kind: string }>`
      select key, value, source_kind from facts where person_id = ${personId}::uuid and key in ('name', 'email')
      order by key`.execute(store.db)
    expect(rows).toEqual([
      { key: 'email', value: 'asha@example.com', source_kind: 'account' },
      { key: 'name', value: 'Asha', source_kind: 'account' },
    ])
    const lines = await sql<{ detail: object }>`
      select detail from audit_log where action = 'widget.identified' and subject_id = ${personId} order by at
    `.execute(store.db)
    expect(lines.rows.map(({ detail }) => detail)).toEqual([
      { merge: null, isNew: true },
      { merge: expect.any(String), isNew: false },
    ])
    // Again, from a browser that is theirs: nothing changes, and nothing is said of it twice.
    expect((await second.identify({ sub, name: 'Asha' })).json).toEqual({ key: null })
  })

  test('the merge is undone as any: the browser has its own thread again, and the user theirs', async () => {
    const sub = randomUUID()
    const first = await frame()
    await first.say('One')
    await first.identify({ sub })
    const second = await frame()
    await second.say('Two')
    await second.identify({ sub })
    const { rows } = await sql<{ id: string }>`
      select id from person_merges where to_person_id = ${await first.person()}::uuid`.execute(store.db)
    await undoMerge(store.ctx(), { id: rows[0]!.id })
    expect(await first.said()).toEqual(['One'])
  })

  test('two users of one browser stay two persons', async () => {
    const shared = await frame()
    await shared.say('I am the first')
    const one = randomUUID()
    await shared.identify({ sub: one })
    const before = await shared.person()
    expect((await shared.identify({ sub: randomUUID() })).json).toEqual({ key: expect.any(String) })
    expect(await shared.person()).not.toBe(before)
    expect(await shared.said()).toEqual([])
    await shared.identify({ sub: one })
    expect(await shared.person()).toBe(before)
    expect(await shared.said()).toEqual(['I am the first'])
  })

  test('browsers that name one user at the same time make one person', async () => {
    const sub = randomUUID()
    const frames = await Promise.all(Array.from({ length: 3 }, frame))
    await Promise.all(frames.map((one, at) => one.say(`I am ${at}`)))
    const answers = await Promise.all(frames.map(one => one.identify({ sub })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(await Promise.all(frames.map(one => one.person()))).size).toBe(1)
    const threads = await Promise.all(frames.map(one => one.said()))
    expect(threads[0]).toHaveLength(1)
    expect(threads).toEqual(threads.map(() => threads[0]))
  })

  test('a token that ended, was changed, or is another site’s opens nobody', async () => {
    const sub = randomUUID()
    const visitor = await frame()
    const cases = [
      [await visitor.identify({ sub, exp: Date.now() / 1_000 - 3_600 }), 401, 'widget.token_expired'],
      [await visitor.identify({ sub, exp: Date.now() / 1_000 + 90_000 }), 400, 'widget.token_lifetime'],
      [await visitor.identify({ sub, aud: 'https://other.example' }), 401, 'widget.token_audience'],
      [await visitor.identify({ sub }, 'another site’s secret'), 401, 'widget.token_signature'],
      [await visitor.call('POST', '/api/widget/identity', { token: 'none' }), 400, 'widget.token'],
    ] as const
    for (const [answer, status, code] of cases) {
      expect(answer.status).toBe(status)
      expect(answer.json).toMatchObject({ code })
    }
    const { rows } = await sql`select from site_identities where subject = ${sub}`.execute(store.db)
    expect(rows).toEqual([])
  })

  test('a new secret leaves the old one some days; an ended one proves nothing', async () => {
    const old = secret
    secret = ((await admin.expect(200, 'POST', `${WIDGET}/secrets`)) as { secret: string }).secret
    const { secrets } = (await admin.expect(200, 'GET', WIDGET)) as {
      secrets: { id: string; hint: string; endsAt: string | null; opens: boolean }[]
    }
    expect(secrets.map(({ hint, endsAt, opens }) => [hint, endsAt === null, opens])).toEqual([
      [secret.slice(-4), true, true],
      [old.slice(-4), false, true],
    ])
    expect(JSON.stringify(secrets)).not.toContain(secret)
    const visitor = await frame()
    expect((await visitor.identify({ sub: randomUUID() }, old)).status).toBe(200)
    await admin.expect(200, 'DELETE', `${WIDGET}/secrets/${secrets[1]!.id}`)
    expect((await visitor.identify({ sub: randomUUID() }, old)).json).toMatchObject({ code: 'widget.token_signature' })
    expect((await visitor.identify({ sub: randomUUID() })).status).toBe(200)
    expect(await admin.expect(404, 'DELETE', `${WIDGET}/secrets/${secrets[1]!.id}`)).toMatchObject({
      code: 'widget.unknown_secret',
    })
    const sealed = await sql<{ sealed: string }>`select sealed from widget_secrets`.execute(store.db)
    expect(sealed.rows.some(row => row.sealed.includes(secret))).toBe(false)
  })

  test('who has made an account is opened by signing in, not by the site', async () => {
    const sub = randomUUID()
    const member = await server.account('member')
    const { id } = (await member.expect(200, 'GET', '/api/session')) as { id: string }
    const { rows } = await sql<{ person_id: string }>`select person_id from accounts where id = ${id}::uuid`.execute(
      store.db,
    )
    await sql`insert into site_identities (subject, person_id, created_at) values (${sub}, ${rows[0]!.person_id}, now())
    `.execute(store.db)
    const visitor = await frame()
    expect((await visitor.identify({ sub })).json).toMatchObject({ code: 'widget.has_account' })
    const json = { token: token({ sub }) }
    expect(await member.expect(409, 'POST', '/api/widget/identity', { json })).toMatchObject({
      code: 'widget.signed_in',
    })
  })

  test('erased, the user is nobody; named again, somebody new', async () => {
    const sub = randomUUID()
    const visitor = await frame()
    await visitor.say('Remember me')
    await visitor.identify({ sub })
    const personId = await visitor.person()
    expect(JSON.stringify(await exportPerson(store.ctx(), personId))).toContain(sub)
    await erasePerson(store.ctx(), { personId })
    await visitor.identify({ sub })
    expect(await visitor.person()).not.toBe(personId)
    expect(await visitor.said()).toEqual([])
  })

  test('a key that was begun by nobody opens the user as well', async () => {
    const sub = randomUUID()
    const newKey = randomUUID().replaceAll('-', '').padEnd(64, '0')
    const named = await identifyVisitor(store.ctx(), { user: { subject: sub }, keyHash: undefined, newKey })
    expect(named).toEqual({ exchanged: true })
  })
})

describe('what the site fills in', () => {
  test('stands as said in a form, never over what the person said', async () => {
    const visitor = await frame()
    await visitor.say('My name is Ravi Kumar and my number is 9876543210')
    const put = await visitor.call('PUT', '/api/widget/variables', {
      name: 'Somebody Else',
      email: 'ravi@example.com',
      phone: '+91 99999 88888',
    })
    expect(put.json).toEqual({ taken: ['email'], listing: null })
    const { json } = await visitor.call('GET', '/api/me/memory')
    const { facts } = json as { facts: { key: string; value: unknown; source: { kind: string } }[] }
    const value = (key: string) => facts.find(fact => fact.key === key)
    expect(value('name')?.value).toBe('Ravi Kumar')
    expect(value('phone')?.value).toBe('+919876543210')
    expect(value('email')).toMatchObject({ value: 'ravi@example.com', source: { kind: 'form' } })
    // The same again adds nothing; another value of the site's own takes its place.
    expect((await visitor.call('PUT', '/api/widget/variables', { email: 'ravi@example.com' })).json).toMatchObject({
      taken: [],
    })
    expect((await visitor.call('PUT', '/api/widget/variables', { email: 'r@example.com' })).json).toMatchObject({
      taken: ['email'],
    })
  })

  test('what does not fit is left out; what is too much is refused', async () => {
    const visitor = await frame()
    const odd = await visitor.call('PUT', '/api/widget/variables', { email: 'none', phone: '12', listing: 'nowhere' })
    expect([odd.status, odd.json]).toEqual([200, { taken: [], listing: null }])
    expect((await visitor.call('PUT', '/api/widget/variables', { name: 'x'.repeat(121) })).status).toBe(400)
    expect((await visitor.call('PUT', '/api/widget/variables', { budget: 'all' })).status).toBe(400)
  })

  test('a home is what the first question is about', async () => {
    const visitor = await frame()
    const put = await visitor.call('PUT', '/api/widget/variables', { listing: 'velmora-avalon' })
    expect(put.json).toMatchObject({ listing: { name: 'Velmora Avalon' } })
    await visitor.say('What is the possession date?')
    const { json } = await visitor.call('GET', '/api/sales/conversation?limit=5')
    const { messages } = json as { messages: { author: string; text: string }[] }
    expect(messages.at(-1)?.text).toContain('Velmora Avalon')
  })
})

describe('where visitors come from', () => {
  const source = (page: string) => ({
    'mosaic-source': encodeURIComponent(
      JSON.stringify({
        channel: 'widget',
        site: 'https://www.example.com',
        page,
        referrer: 'news.example',
        utm: { source: 'mail', campaign: 'spring' },
      }),
    ),
  })
  const rowsOf = async (personId: string) =>
    (
      await sql<{ page: string; utm_source: string }>`
      select page, utm_source from person_sources where person_id = ${personId}::uuid order by at`.execute(store.db)
    ).rows

  test('the first touch is noted with the first message, once, and goes with the person', async () => {
    const visitor = await frame()
    await visitor.call('GET', '/api/sales/conversation', undefined, source('/first'))
    await visitor.say('Hello', source('/homes?token=secret'))
    await visitor.say('Hello again', source('/second'))
    const personId = await visitor.person()
    await expect.poll(() => rowsOf(personId)).toEqual([{ page: '/homes', utm_source: 'mail' }])
    const sub = randomUUID()
    await visitor.identify({ sub })
    const other = await frame()
    await other.say('From elsewhere', source('/other'))
    const otherId = await other.person()
    await expect.poll(() => rowsOf(otherId)).toHaveLength(1)
    await other.identify({ sub })
    expect((await rowsOf(personId)).map(({ page }) => page)).toEqual(['/homes', '/other'])
    await erasePerson(store.ctx(), { personId })
    expect(await rowsOf(personId)).toEqual([])
  })

  test('what is no source disturbs nobody', async () => {
    const visitor = await frame()
    await visitor.say('Hello', { 'mosaic-source': '%%%' })
    await visitor.say('Hello', { 'mosaic-source': 'x'.repeat(5_000) })
    expect(await rowsOf(await visitor.person())).toEqual([])
  })
})
