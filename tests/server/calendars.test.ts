import { afterAll, beforeAll, expect, test } from 'vitest'
import { testStore } from '../../src/storage/testing/index.ts'
import { type CaldavServer, caldavServer } from '../counterparts/caldav.ts'
import { type GoogleServer, googleServer } from '../counterparts/google.ts'
import { type Caller, testServer } from './app.ts'

let caldav: CaldavServer
let google: GoogleServer
const settings: Record<string, string> = {}
beforeAll(async () => {
  caldav = await caldavServer()
  google = await googleServer()
  Object.assign(settings, {
    CALDAV_PRIVATE: 'on',
    GOOGLE_CLIENT_ID: google.clientId,
    GOOGLE_CLIENT_SECRET: google.clientSecret,
    GOOGLE_API_URL: google.url,
  })
})
afterAll(async () => {
  await caldav?.close()
  await google?.close()
})

const store = testStore({ connections: 2 })
const server = testServer(
  {
    get url() {
      return store.url
    },
  },
  settings,
)

/** A signed-in agent with a staff record who works all day, every day. */
async function agent(): Promise<{ caller: Caller; staffId: string }> {
  const admin = await server.administrator()
  const caller = await server.account('agent')
  const account = (await caller.expect(200, 'GET', '/api/session')) as { id: string }
  const hours = [1, 2, 3, 4, 5, 6, 7].map(weekday => ({ weekday, opens: '09:00', closes: '18:00' }))
  const made = await admin.call('POST', '/api/admin/staff', {
    json: { name: 'Asha Rao', accountId: account.id, hours, visitsPerDay: 50 },
  })
  expect(made.status, made.text).toBeLessThan(300)
  return { caller, staffId: (made.json as { id: string }).id }
}

async function book(caller: Caller, staffId: string, name: string) {
  const slots = (await caller.expect(200, 'GET', '/api/slots')) as { next: { start: string }[] }
  return (await caller.expect(201, 'POST', '/api/staff/appointments', {
    json: {
      kind: 'site_visit',
      staffId,
      start: slots.next[0]!.start,
      contact: { name, email: 'ravi@mail.example', phone: '+919845012345' },
    },
  })) as { code: string; calendarState: string }
}

async function until<Value>(look: () => Promise<Value>, isRight: (value: Value) => boolean): Promise<Value> {
  for (let tries = 0; ; tries++) {
    const value = await look()
    if (isRight(value)) return value
    if (tries > 500) throw new Error(`still ${JSON.stringify(value)}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

test('a private address shows the visits of one member of staff until it is ended', async () => {
  const { caller, staffId } = await agent()
  expect(await caller.expect(200, 'GET', '/api/staff/feed')).toEqual({ exists: false })
  const { url } = (await caller.expect(200, 'POST', '/api/staff/feed')) as { url: string }
  expect(await caller.expect(200, 'GET', '/api/staff/feed')).toEqual({ exists: true })
  const path = new URL(url).pathname
  const { code } = await book(caller, staffId, 'Ravi Kumar')
  const nobody = server.nobody()
  const answer = await nobody.call('GET', path)
  expect(answer.status, answer.text).toBe(200)
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8')
  expect(answer.headers['cache-control']).toMatch(/^private/)
  const text = answer.text.replace(/\r\n /g, '')
  expect(text).toContain('SUMMARY:Site visit – Ravi Kumar')
  expect(text).toContain(`/appointments/${code}`)
  expect(text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n')
  expect(text).not.toMatch(/mail\.example|9845012345|#/)
  const etag = String(answer.headers.etag)
  expect((await nobody.call('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304)
  const next = (await caller.expect(200, 'POST', '/api/staff/feed')) as { url: string }
  expect((await nobody.call('GET', path)).status).toBe(404)
  await caller.expect(204, 'DELETE', '/api/staff/feed')
  expect((await nobody.call('GET', new URL(next.url).pathname)).status).toBe(404)
  expect((await nobody.call('GET', '/api/feeds/guess.ics')).status).toBe(404)
})

test('a CalDAV calendar is connected, written by the loop and disconnected over the API', async () => {
  const { caller, staffId } = await agent()
  const { url, username, password } = caldav
  expect(await caller.expect(200, 'GET', '/api/staff/calendar')).toEqual({ connected: null, google: true })
  const json = { url, username, password }
  const connected = await caller.expect(200, 'POST', '/api/staff/calendar/caldav', { json })
  expect(connected).toMatchObject({ connected: { provider: 'caldav', state: 'connected' } })
  expect(JSON.stringify(connected)).not.toContain(password)
  await caller.expect(409, 'POST', '/api/staff/calendar/caldav', { json })
  const { code } = await book(caller, staffId, 'Meera Nair')
  const look = async () => {
    const { appointment } = (await caller.expect(200, 'GET', `/api/staff/appointments/${code}`)) as {
      appointment: { calendarState: string }
    }
    return appointment.calendarState
  }
  await until(look, state => state === 'synced')
  expect([...caldav.objects().values()].join()).toContain('Meera Nair')
  await caller.expect(204, 'POST', '/api/staff/calendar/sync')
  await caller.expect(204, 'DELETE', '/api/staff/calendar')
  await until(
    async () => caldav.objects().size,
    size => size === 0,
  )
  expect(await look()).toBe('none')
})

test('Google is connected by its page of consent and brings the browser back', async () => {
  const { caller } = await agent()
  const { url } = (await caller.expect(200, 'POST', '/api/staff/calendar/google')) as { url: string }
  expect(url.startsWith(`${google.url}/o/oauth2/v2/auth?`)).toBe(true)
  const back = await google.consent(url)
  const path = `${back.pathname}${back.search}`
  const stranger = (await agent()).caller
  expect((await stranger.call('GET', path)).headers.location).toBe('/console/availability?calendar=consent')
  const answer = await caller.call('GET', path)
  expect([answer.status, answer.headers.location]).toEqual([302, '/console/availability'])
  expect(await caller.expect(200, 'GET', '/api/staff/calendar')).toMatchObject({ connected: { provider: 'google' } })
  expect((await caller.call('GET', path)).headers.location).toBe('/console/availability?calendar=consent')
})

test('nobody reaches the calendar of somebody else, but for administrators', async () => {
  const one = await agent()
  const other = await agent()
  const admin = await server.administrator()
  const routes = [
    ['GET', '/api/staff/calendar'],
    ['DELETE', '/api/staff/calendar'],
    ['POST', '/api/staff/calendar/sync'],
    ['POST', '/api/staff/calendar/google'],
    ['GET', '/api/staff/feed'],
    ['POST', '/api/staff/feed'],
    ['DELETE', '/api/staff/feed'],
  ] as const
  const visitor = await server.visitor()
  const member = await server.account('member')
  for (const [method, path] of routes) {
    const query = { staff: one.staffId }
    expect((await other.caller.call(method, path, { query })).status, path).toBe(403)
    expect((await visitor.call(method, path, { query })).status, path).toBe(401)
    expect((await member.call(method, path, { query })).status, path).toBe(403)
    expect((await admin.call(method, path, { query })).status, path).toBeLessThan(300)
  }
})

test('what is no address of a calendar, or where hosts keep their metadata, is not connected', async () => {
  const { caller } = await agent()
  for (const url of ['ftp://x/', 'not an address', 'https://me:secret@calendars.example/', 'https://169.254.169.254/'])
    expect(
      (await caller.call('POST', '/api/staff/calendar/caldav', { json: { url, username: 'a', password: 'b' } })).json,
      url,
    ).toMatchObject({ code: 'calendars.url' })
})
