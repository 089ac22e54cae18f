import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseUnseen } from '../../src/house/index.ts'
import { type Running, start } from '../../src/server/start.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { type MailServer, startMailServer } from '../counterparts/mail.ts'
import { Caller, testServer } from './app.ts'
import { form } from './form.ts'

const store = testStore({ connections: 4 })
let mail: MailServer
/** Read when the server starts, after the mail server has an address. */
const settings: Record<string, string> = {
  BUSINESS_CURRENCY: 'INR',
  MAIL_FROM: 'Hill Homes <visits@homes.example>',
  TWILIO_ACCOUNT_SID: '',
}
beforeAll(async () => {
  mail = await startMailServer()
  settings.SMTP_URL = mail.url
})
afterAll(() => mail?.close())
const server = testServer(store, settings)

const path = (group: string, more = '') => `/api/admin/settings/${group}${more}`
type Saved = { version: number; [field: string]: unknown }
const put = async (who: Caller, group: string, json: object) =>
  (await who.expect(200, 'PUT', path(group), { json })) as Saved

test('the business follows what is chosen, in this process and another; the environment’s own is locked', async () => {
  const admin = await server.administrator()
  const other = await start(
    { DATABASE_URL: store.url, DATABASE_POOL_MAX: '3', PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' },
    import.meta.dirname,
  )
  try {
    await other.ready
    const was = (await admin.expect(200, 'GET', path('business'))) as Saved
    expect(was).toEqual({
      ...{ name: 'Mosaic Homes', timeZone: 'Asia/Kolkata', currency: 'INR', version: 0 },
      locked: { currency: 'BUSINESS_CURRENCY' },
    })
    const { locked: _, ...fields } = was
    const business = { ...fields, name: 'Hill Homes', timeZone: 'Europe/Berlin' }
    expect(await put(admin, 'business', business)).toMatchObject({ name: 'Hill Homes', version: 1 })
    expect(await server.nobody().expect(200, 'GET', '/api/config')).toMatchObject({
      business: 'Hill Homes',
      timeZone: 'Europe/Berlin',
    })
    await followed(other, 'Hill Homes')
    const refuse = async (change: object, field: string, code: string) =>
      expect(
        (await admin.call('PUT', path('business'), { json: { ...business, version: 1, ...change } })).json,
      ).toMatchObject({ field, code })
    await refuse({ currency: 'EUR' }, 'currency', 'settings.locked')
    await refuse({ timeZone: 'Mars/Base' }, 'timeZone', 'settings.field')
    expect((await admin.call('PUT', path('business'), { json: { ...business, version: 1, name: ' ' } })).status).toBe(
      400,
    )
  } finally {
    await other.close()
  }
}, 60_000)

async function followed(running: Running, name: string) {
  const caller = new Caller(running.app)
  const shown = async () => ((await caller.expect(200, 'GET', '/api/config')) as { business: string }).business
  await expect.poll(shown, { timeout: 10_000, interval: 200 }).toBe(name)
}

describe('versions', () => {
  test('say who changed what; a save from an older one is refused with what changed; an earlier one comes back', async () => {
    const [admin, second] = [await server.administrator(), await server.account('admin')]
    const first = (await admin.expect(200, 'GET', path('sales'))) as Saved
    const mine = await put(admin, 'sales', { ...first, opens: '10:00' })
    expect(await put(admin, 'sales', { ...mine })).toEqual(mine)
    const theirs = await second.call('PUT', path('sales'), { json: { ...first, closes: '17:00' } })
    expect(theirs).toMatchObject({
      status: 409,
      json: {
        code: 'settings.changed',
        by: 'Asha Admin',
        changed: [{ field: 'opens', before: '09:00', after: '10:00' }],
        current: { version: 1, value: { opens: '10:00', closes: '18:00' } },
      },
    })
    await put(second, 'sales', { ...mine, closes: '17:00' })
    const { items } = (await admin.expect(200, 'GET', path('sales', '/versions'))) as { items: Saved[] }
    expect(items).toMatchObject([
      { version: 2, by: 'Some admin', changes: [{ field: 'closes', before: '18:00', after: '17:00' }] },
      { version: 1, by: 'Asha Admin', changes: [{ field: 'opens', before: '09:00', after: '10:00' }] },
    ])
    const restore = { restore: 1, version: 2 }
    await admin.expect(200, 'POST', path('sales', '/restore'), { json: restore })
    await admin.expect(409, 'POST', path('sales', '/restore'), { json: restore })
    await admin.expect(404, 'POST', path('sales', '/restore'), { json: { restore: 9, version: 3 } })
    const now = (await admin.expect(200, 'GET', '/api/admin/settings/appointments')) as Saved
    expect(now).toMatchObject({ opens: '10:00', closes: '18:00' })
    await admin.expect(200, 'POST', path('sales', '/restore'), { json: { restore: 0, version: 3 } })
    expect(await admin.expect(200, 'GET', path('sales'))).toMatchObject({ opens: '09:00', version: 4 })
    const refused = await admin.call('PUT', path('sales'), { json: { ...first, version: 4, opens: '20:00' } })
    expect(refused).toMatchObject({ status: 400, json: { code: 'appointments.settings', field: 'closes' } })
  })

  test('two at once: one is kept, the other hears of it', async () => {
    const admin = await server.administrator()
    const was = (await admin.expect(200, 'GET', path('reminders', '/current'))) as Saved
    const answers = await Promise.all(
      ['20:00', '20:30'].map(quietFrom =>
        admin.call('PUT', path('reminders', '/current'), { json: { ...was, quietFrom } }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })
})

describe('the brand', () => {
  test('has a colour that can be read, a greeting, and a picture that is one', async () => {
    const admin = await server.administrator()
    const brand = { accent: '#ffcc00', greeting: 'Namaste!', logo: null, version: 0 }
    const pale = await admin.call('PUT', path('brand'), { json: brand })
    expect(pale).toMatchObject({ status: 400, json: { code: 'settings.contrast', field: 'accent' } })
    const { suggestion } = pale.json as { suggestion: string }
    await put(admin, 'brand', { ...brand, accent: suggestion })
    const sheet = await server.nobody().call('GET', '/brand.css')
    expect([sheet.headers['content-type'], sheet.text]).toEqual([
      'text/css; charset=utf-8',
      expect.stringContaining(suggestion),
    ])
    const greeted = (await server.nobody().call('GET', '/api/sales/conversation')).text
    expect(greeted).toContain('Namaste!')

    const upload = (value: Buffer) =>
      admin.call('POST', '/api/admin/pictures', form({ name: 'file', value, file: 'x.png' }))
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    for (const wrong of [Buffer.from('<svg onload="x()"/>'), png.subarray(0, 18), Buffer.alloc(300_000, png)])
      expect([400, 413]).toContain((await upload(wrong)).status)
    const made = await upload(png)
    expect(made).toMatchObject({ status: 201, json: { width: 1, height: 1 } })
    const { id: logo } = made.json as { id: string }
    await put(admin, 'brand', { ...brand, accent: null, greeting: '', logo, version: 1 })
    expect((await server.nobody().call('GET', '/brand.css')).text).toBe('')
    const shown = (await server.nobody().expect(200, 'GET', '/api/config')) as { logo: string }
    const picture = await server.nobody().call('GET', shown.logo)
    expect(picture.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' })
    const gone = { ...brand, accent: null, logo: randomUUID(), version: 2 }
    expect((await admin.call('PUT', path('brand'), { json: gone })).json).toMatchObject({ field: 'logo' })
  })
})

test('a channel is tried by a mail to oneself, with what the server answered', async () => {
  const admin = await server.administrator()
  type Channel = { channel: string; on: boolean; from: string | null; needs: string[]; lastTest: object | null }
  const channels = async () => ((await admin.expect(200, 'GET', '/api/admin/channels')) as { items: Channel[] }).items
  expect(await channels()).toMatchObject([
    { channel: 'email', on: true, from: settings.MAIL_FROM, by: '127.0.0.1', to: 'admin@example.com', lastTest: null },
    { channel: 'sms', on: false, needs: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_SMS_FROM'] },
    { channel: 'whatsapp', on: false },
    { channel: 'push', on: true, to: null },
  ])
  const tried = await admin.expect(200, 'POST', '/api/admin/channels/email/test')
  expect(tried).toMatchObject({ outcome: 'accepted', to: 'admin@example.com' })
  expect(mail.mails.filter(({ subject }) => /test/i.test(subject ?? ''))).toHaveLength(1)
  mail.behave({ kind: 'refuse', at: 'recipient', code: 550 } as never)
  expect(await admin.expect(200, 'POST', '/api/admin/channels/email/test')).toMatchObject({ outcome: 'refused' })
  mail.behave({ kind: 'take' })
  expect((await channels())[0]!.lastTest).toMatchObject({ outcome: 'refused' })
  expect((await admin.call('POST', '/api/admin/channels/sms/test')).json).toMatchObject({
    code: 'settings.channel_off',
  })
  expect((await admin.call('POST', '/api/admin/channels/push/test')).json).toMatchObject({
    code: 'settings.no_address',
  })
})

test('retention erases visitors who were not seen, and nobody with an account, a booking or a word of late', async () => {
  const admin = await server.administrator()
  const [old, booked, late] = [await server.visitor(), await server.visitor(), await server.visitor()]
  for (const visitor of [old, booked, late]) await visitor.say('2 bhk in Hebbal')
  const { next } = (await booked.expect(200, 'GET', '/api/slots')) as { next: { start: string }[] }
  const contact = { name: 'Ravi', email: 'ravi@example.com' }
  await booked.expect(201, 'POST', '/api/site-visits', { json: { start: next[0]!.start, contact } })
  const ctx = store.ctx({ actor: { kind: 'system' }, now: () => Temporal.Now.instant().add({ hours: 24 * 400 }) })
  const later = { ...ctx, business: { ...ctx.business, timeZone: 'Asia/Kolkata' } }
  const idOf = async (who: Caller) => {
    const { conversation } = (await who.expect(200, 'GET', '/api/sales/conversation')) as {
      conversation: { id: string }
    }
    const { rows } = await sql<{ id: string }>`
      select person_id as id from conversations where id = ${conversation.id}`.execute(store.db)
    return rows[0]!.id
  }
  const [oldId, bookedId, lateId] = [await idOf(old), await idOf(booked), await idOf(late)]
  await sql`update activity_sessions set last_at = ${ctx.now()} where person_id = ${lateId}`.execute(store.db)
  expect(await eraseUnseen(later)).toBe(0)
  expect(await admin.expect(200, 'GET', path('retention', '/preview?months=6'))).toEqual({ persons: 0 })
  await put(admin, 'retention', { months: 6, version: 0 })
  expect(await eraseUnseen(later)).toBeGreaterThan(0)
  const { rows } = await sql<{ id: string; erased: boolean }>`
    select id, erased_at is not null as erased from persons where id in (${oldId}, ${bookedId}, ${lateId})`.execute(
    store.db,
  )
  const erased = new Map(rows.map(row => [row.id, row.erased]))
  expect([oldId, bookedId, lateId].map(id => erased.get(id))).toEqual([true, false, false])
  const { items } = (await admin.expect(200, 'GET', `/api/admin/audit?subject=person:${oldId}`)) as {
    items: { did: string[]; who: { name: string }; subject: { label: string } }[]
  }
  expect(items[0]).toMatchObject({
    who: { name: 'Mosaic' },
    did: ['erased', ''],
    subject: { label: 'somebody who was erased' },
  })
})

test('a version larger than the store counts, and a day centuries away, are refused', async () => {
  const admin = await server.administrator()
  const version = 2 ** 53 - 1
  const { weights, rules } = (await admin.expect(200, 'GET', '/api/admin/leads/weights')) as Record<string, unknown>
  for (const [method, url, json] of [
    ['PUT', path('retention'), { months: 6, version }],
    ['PUT', path('brand'), { accent: null, greeting: null, logo: null, version }],
    ['POST', path('retention', '/restore'), { restore: version, version: 0 }],
    ['PUT', path('answers'), { key: 'what_we_do', body: 'We are {business}', version }],
    ['PUT', '/api/admin/leads/weights', { version, weights, rules }],
  ] as const)
    await admin.expect(400, method, url, { json })
  await admin.expect(400, 'GET', '/api/admin/audit?from=0000-01-01')
})

test('an administrator sees how often sign-ins and accesses were refused', async () => {
  const [admin, agent] = [await server.administrator(), await server.account('agent')]
  type Trouble = { signIns: { failed: number }; refused: { forbidden: number; notTheirs: number } }
  const trouble = async () => (await admin.expect(200, 'GET', '/api/admin/trouble')) as Trouble
  const before = await trouble()
  const wrong = { json: { email: 'admin@example.com', password: 'of somebody else entirely' } }
  await server.nobody().expect(401, 'POST', '/api/session', wrong)
  await agent.expect(403, 'GET', '/api/admin/audit')
  await agent.expect(404, 'GET', `/api/staff/conversations/${randomUUID()}`)
  const after = await trouble()
  expect([
    after.signIns.failed - before.signIns.failed,
    after.refused.forbidden - before.refused.forbidden,
    after.refused.notTheirs - before.refused.notTheirs,
  ]).toEqual([1, 1, 1])
})

describe('the audit log', () => {
  test('is read by who, what, whom and day, a page after the other without a gap or a double', async () => {
    const admin = await server.administrator()
    const { who } = (await admin.expect(200, 'GET', '/api/admin/audit/choices')) as {
      who: { id: string; name: string }[]
    }
    const asha = who.find(({ name }) => name === 'Asha Admin')!
    type Page = { items: { number: number; action: string; who: { id: string } }[]; cursor: string | null }
    const page = async (query: string) => (await admin.expect(200, 'GET', `/api/admin/audit?${query}`)) as Page
    const changes = await page(`who=${asha.id}&kind=changes`)
    expect(changes.items.length).toBeGreaterThan(5)
    expect(changes.items.every(({ who, action }) => who.id === asha.id && !/read|listed/.test(action))).toBe(true)
    const seen: number[] = []
    const { rows } = await store.pool.query<{ n: string }>(`insert into audit_log
      (at, actor_kind, action, subject_kind, subject_id) select '2026-01-05T10:00:00Z', 'system', 'feed.run', 'feed', g::text
      from generate_series(1, 120) g returning number as n`)
    for (let cursor: string | null = ''; cursor !== null; ) {
      const next: Page = await page(`action=feed.run&from=2026-01-05&to=2026-01-05${cursor && `&cursor=${cursor}`}`)
      seen.push(...next.items.map(({ number }) => number))
      cursor = next.cursor
    }
    expect(seen).toEqual(rows.map(({ n }) => Number(n)).toReversed())
    await admin.expect(400, 'GET', '/api/admin/audit?cursor=x')
    await admin.expect(400, 'GET', '/api/admin/audit?from=2026-01-06&to=2026-01-05')
  })

  test('as a file has no cell that a spreadsheet runs', async () => {
    const admin = await server.administrator()
    await store.pool.query(`update accounts set name = '=cmd()' where email like 'admin-%'`)
    const file = await admin.call('GET', '/api/admin/audit.csv')
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(file.text).toContain(`'=cmd()`)
    expect(file.text).not.toMatch(/(^|,)"?=/m)
  })

  test('keeps nothing of who was erased but ids', async () => {
    const [admin, visitor] = [await server.administrator(), await server.visitor()]
    await visitor.say('my name is Quentin, 2 bhk in Hebbal')
    const { conversation } = (await visitor.expect(200, 'GET', '/api/sales/conversation')) as {
      conversation: { id: string }
    }
    await admin.expect(200, 'GET', `/api/staff/conversations/${conversation.id}`)
    const lines = async () =>
      JSON.stringify(await admin.expect(200, 'GET', `/api/admin/audit?subject=conversation:${conversation.id}`))
    expect(await lines()).toContain('the conversation with Quentin')
    await visitor.expect(200, 'DELETE', '/api/me', { json: { confirm: true } })
    expect(await lines()).not.toContain('Quentin')
    expect(await lines()).toContain(conversation.id)
  })
})
