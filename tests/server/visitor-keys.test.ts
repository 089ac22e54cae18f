import { describe, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'
import { post } from './post.ts'

const store = testStore({ connections: 2 })
const server = testServer(store)
const secure = testServer(store, { PUBLIC_URL: 'https://homes.example' })
const proxied = testServer(store, { TRUST_PROXY: '1', RATE_LIMIT_PER_MINUTE: '5', MESSAGES_PER_MINUTE: '2' })

describe('visitor keys', () => {
  const NAME = 'mosaic-visitor'

  test('the first visit hands one out, in a cookie that scripts and other sites do not get', async () => {
    const nobody = server.nobody()
    const { headers } = await nobody.call('GET', '/api/sales/conversation')
    const [line] = [headers['set-cookie']].flat() as string[]
    expect(line).toMatch(/^mosaic-visitor=[\w-]{43}\.[\w-]{43};/)
    expect(line).toMatch(/; HttpOnly/i)
    expect(line).toMatch(/; SameSite=Lax/i)
    expect(line).toMatch(/; Path=\//i)
    expect(line).not.toMatch(/; Domain=/i)
    const again = await nobody.call('GET', '/api/sales/conversation')
    expect(again.headers['set-cookie'], 'who has one keeps it').toBe(undefined)
  })

  test.for<Record<string, string>>([
    { host: 'homes.example' },
    { host: 'inner:3000', referer: 'https://homes.example/' },
    { host: 'inner:3000', origin: 'https://homes.example' },
  ])('on https it is bound to the host: %j', async headers => {
    const answer = await secure.nobody().call('GET', '/api/sales/conversation', { headers })
    const [line] = [answer.headers['set-cookie']].flat() as string[]
    expect(line).toMatch(/^__Host-mosaic-visitor=/)
    expect(line).toMatch(/; Secure/i)
  })

  test.for<Record<string, string>>([
    { host: '192.168.1.5:3000' },
    { host: '192.168.1.5:3000', origin: 'http://192.168.1.5:3000' },
    { host: 'homes.example', origin: 'http://homes.example' },
  ])('by plain http a browser is given one that it keeps, whatever the public address: %j', async headers => {
    const caller = secure.nobody()
    const first = await post(caller, 'hello', headers)
    const [line] = [first.headers['set-cookie']].flat() as string[]
    expect(line).toMatch(/^mosaic-visitor=/)
    expect(line).not.toMatch(/; Secure/i)
    const second = (await post(caller, 'hello again', headers)).json as { message: { number: number } }
    expect(second.message.number, 'the same person goes on').toBe(3)
  })

  test('either name is read, the bound one first, and both are gone with their person', async () => {
    const keys = await Promise.all(
      ['first', 'second'].map(async text => {
        const visitor = await server.visitor()
        const [key] = visitor.cookies.values()
        await expect(post(visitor, text)).resolves.toMatchObject({ status: 200 })
        return key!
      }),
    )
    const caller = server.nobody()
    const thread = async () =>
      ((await caller.expect(200, 'GET', '/api/sales/conversation')) as { messages: { text: string }[] }).messages[0]
        ?.text
    caller.cookies.set('mosaic-visitor', keys[0]!)
    expect(await thread()).toBe('first')
    caller.cookies.set('__Host-mosaic-visitor', keys[1]!)
    expect(await thread()).toBe('second')
    await caller.expect(200, 'DELETE', '/api/me', { json: { confirm: true } })
    expect([...caller.cookies.keys()]).toEqual([])
  })

  test('behind a proxy that speaks https it is Secure without a setting, and on plain http it still works', async () => {
    for (const [proto, secure] of [
      ['https', true],
      ['http', false],
    ] as const) {
      const headers = { 'x-forwarded-for': '198.51.100.77', 'x-forwarded-proto': proto }
      const answer = await proxied.nobody().call('GET', '/api/sales/conversation', { headers, from: '10.3.3.4' })
      const [line] = [answer.headers['set-cookie']].flat() as string[]
      expect(line).toMatch(/^mosaic-visitor=/)
      expect(/; Secure/i.test(line!), proto).toBe(secure)
    }
  })

  test('a key that we did not make is not adopted', async () => {
    for (const forged of [
      'chosen-by-an-attacker',
      `${'a'.repeat(43)}.${'b'.repeat(43)}`,
      '',
      '%00',
      'x'.repeat(5_000),
    ]) {
      const caller = server.nobody()
      caller.cookies.set(NAME, forged)
      const answer = await post(caller, 'hello')
      expect(answer.status).toBe(200)
      expect(caller.cookies.get(NAME), 'another is handed out').not.toBe(forged)
      const attacker = server.nobody()
      attacker.cookies.set(NAME, forged)
      const thread = (await attacker.expect(200, 'GET', '/api/sales/conversation')) as { messages: unknown[] }
      expect(thread.messages).toEqual([])
    }
  })

  test('a client without cookies shows it in a header', async () => {
    const visitor = await server.visitor()
    await post(visitor, 'hello from here')
    const authorization = `Visitor ${visitor.cookies.get(NAME)}`
    const { messages } = (await server.nobody().expect(200, 'GET', '/api/sales/conversation', {
      headers: { authorization },
    })) as { messages: unknown[] }
    expect(messages).toHaveLength(2)
  })

  test('no key, and no secret of a session, rests in the database as it is', async () => {
    const visitor = await server.visitor()
    await post(visitor)
    const admin = await server.administrator()
    const secrets = [...visitor.cookies.values(), ...admin.cookies.values()].flatMap(value => [
      value,
      decodeURIComponent(value).split('.')[0]!,
    ])
    const { rows: columns } = await store.pool.query<{ column: string; relation: string }>(
      `select format('%I', a.attname) as column, c.oid::regclass::text as relation from pg_attribute a
       join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { column, relation } of columns)
      for (const secret of secrets) {
        const { rows } = await store.pool.query(
          `select 1 from ${relation} where position($1 in ${column}::text) > 0 limit 1`,
          [secret],
        )
        if (rows.length > 0) found.push(`${relation}.${column}`)
      }
    expect(found).toEqual([])
  })
})

describe('sign-in', () => {
  test('its cookie is out of reach of scripts, and bound to https where that is the address', async () => {
    const admin = await server.administrator()
    expect(admin.cookies.size).toBeGreaterThan(0)
    for (const [which, caller] of [
      ['http', server.nobody()],
      ['https', secure.nobody()],
    ] as const) {
      const { headers, status } = await caller.call('POST', '/api/session', {
        json: { email: 'admin@example.com', password: 'correct horse battery' },
        from: '10.5.5.5',
      })
      expect(status).toBe(200)
      for (const line of [headers['set-cookie']].flat() as string[]) {
        expect(line).toMatch(/; HttpOnly/i)
        expect(line).toMatch(/; SameSite=Lax/i)
        if (which === 'https') expect(line).toMatch(/; Secure/i)
      }
    }
  })

  test('an unknown address and a wrong password are answered alike', async () => {
    await server.administrator()
    const answers = await Promise.all(
      ['admin@example.com', 'nobody@example.com'].map(email =>
        server.nobody().call('POST', '/api/session', { json: { email, password: 'wrong password' } }),
      ),
    )
    const [known, unknown] = answers.map(({ status, json }) => ({ status, ...(json as object), requestId: '' }))
    expect(known).toEqual(unknown)
    expect(known!.status).toBe(401)
  })
})
