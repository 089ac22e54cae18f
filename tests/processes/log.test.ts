import { expect, test } from 'vitest'
import { startServer } from './server.ts'
import { Browser, firstAdministrator, PASSWORD } from './visitor.ts'

/** Marks that are in what people send, and may be in no line of the log. */
const SAID = 'zebracrossing'
const PHONE = '9876501234'
const EMAIL = 'priya.secret@example.com'

test('the log holds nothing of what people say, nor their keys', { timeout: 240_000 }, async () => {
  const server = await startServer({ store: 'memory', env: { LOG_LEVEL: 'debug', MESSAGES_PER_MINUTE: '4' } })
  const link = server.firstAdministratorLink!
  const admin = await firstAdministrator(server.url, link)
  const visitor = new Browser(server.url)
  await visitor.arrive()
  await visitor.say(`My name is Priya, call me on ${PHONE} or ${EMAIL}; I like ${SAID}`)
  await visitor.request('POST', '/api/sales/messages', { json: { id: 'no id', text: SAID } })
  await visitor.request('POST', '/api/sales/messages', {
    body: `{"id": "${SAID}`,
    headers: { 'content-type': 'application/json' },
  })
  await visitor.request('POST', '/api/sales/messages', { json: { id: crypto.randomUUID(), text: `${SAID}\0` } })
  await visitor.request('GET', `/api/listings?place=${SAID}&q=${encodeURIComponent(EMAIL)}`)
  await visitor.request('GET', `/api/listings/${SAID}`)
  await visitor.request('GET', `/nowhere/${SAID}?token=${SAID}`)
  for (let number = 0; number < 5; number++)
    await visitor.request('POST', '/api/sales/messages', { json: { id: crypto.randomUUID(), text: SAID } })
  await new Browser(server.url).request('POST', '/api/session', {
    json: { email: EMAIL, password: `${SAID}-password` },
    headers: { origin: server.url },
  })
  await visitor.request('GET', '/api/me/export')
  await visitor.request('DELETE', '/api/me', { json: { confirm: true } })

  expect(await server.stop()).toBe(0)
  const lines = server
    .output()
    .split('\n')
    .filter(line => line.startsWith('{'))
  expect(lines.length, 'this release logs at the level debug').toBeGreaterThan(10)
  const log = lines.join('\n')
  const secrets = [SAID, PHONE, EMAIL, 'priya', 'admin@example.com', PASSWORD, link.split('#')[1]!]
  for (const browser of [admin, visitor]) secrets.push(...browser.cookies.values())
  expect(secrets.filter(secret => log.toLowerCase().includes(secret.toLowerCase()))).toEqual([])
  expect(lines.filter(line => /"level":"(error|fatal)"/.test(line))).toEqual([])
  expect(log).toMatch(/"accountId":"[\da-f-]{36}".*"msg":"signed in"/)
  expect(log).toMatch(/"route":"\/api\/session","code":"accounts.bad_credentials".*"msg":"turned away"/)
})
