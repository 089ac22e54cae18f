import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsInBothSchemes, faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>

beforeAll(async () => {
  server = await serve()
})

const day = (ahead: number) => Temporal.Now.zonedDateTimeISO('Asia/Kolkata').toPlainDate().add({ days: ahead })

/** Free starts of a day as anybody sees them, in the clock of the business. */
async function startsOn(date: Temporal.PlainDate): Promise<string[]> {
  const answer = await fetch(`${server.url}/api/slots?from=${date}&days=1`)
  const { days } = (await answer.json()) as { days: { slots: { start: string }[] }[] }
  return days[0]!.slots.map(({ start }) => start.slice(11, 16))
}

/** As the administrator, whose session every test shares. */
async function staff(place: string, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const page = await visit('about:blank', options)
  await page.context().addCookies(cookies)
  await page.goto(`${server.url}/console/${place}`)
  return page
}

test('a member with hours and time off changes what can be booked; the rules of the house do too', async () => {
  const page = await visit(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await page.getByLabel('Your name').fill('Asha Rao')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill('four words make sense')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Team', exact: true }).click()
  await page.getByText('sample', { exact: true }).first().waitFor()
  cookies = await page.context().cookies()

  const tomorrow = day(1)
  const weekday = tomorrow.toLocaleString('en', { weekday: 'long' })
  expect(await startsOn(tomorrow)).toContain('09:00')
  await page.getByRole('link', { name: 'Hours and time off', exact: true }).click()
  await page.getByRole('button', { name: 'Add me' }).click()
  await page.getByLabel('Visits a day').fill('99')
  await page.getByLabel('Phone').fill('+91 98450 12345')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('From 0 to 50.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('Visits a day').fill('4')
  await page.getByRole('button', { name: 'Save' }).click()

  const hours = page.getByRole('region', { name: 'Weekly hours' })
  await hours.getByLabel(`${weekday}, from`).fill('10:00')
  await hours.getByLabel(`${weekday}, until`).fill('09:00')
  await hours.getByText('Hours must end later than they begin.').waitFor()
  await hours.getByLabel(`${weekday}, until`).fill('12:00')
  await hours.getByRole('button', { name: `Add hours on ${weekday}` }).click()
  await hours.getByLabel(`${weekday}, until (2)`).fill('15:00')
  await hours.getByRole('button', { name: 'Save hours' }).click()
  await hours.getByText('Saved.').waitFor()
  expect(await startsOn(tomorrow)).toEqual(['10:00', '11:00', '13:00', '14:00'])

  const next = tomorrow.add({ days: 1 }).toLocaleString('en', { weekday: 'long' })
  await hours.getByRole('button', { name: `Copy ${weekday} to other days` }).click()
  await hours.getByLabel(next, { exact: true }).press('Space')
  await hours.getByRole('button', { name: 'Copy', exact: true }).click()
  await hours.getByRole('button', { name: 'Save hours' }).click()
  await hours.getByText('Saved.').waitFor()
  expect(await startsOn(day(2))).toEqual(['10:00', '11:00', '13:00', '14:00'])

  const booked = await bookVisit(day(2))
  const off = page.getByRole('region', { name: 'Time off' })
  await off.getByLabel('First day').fill(`${day(2)}`)
  await off.getByRole('button', { name: 'Add time off' }).click()
  await off.getByRole('link', { name: booked }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect(await startsOn(day(2))).toEqual([])
  await off.getByRole('button', { name: /^Remove time off/ }).click()
  await off.getByText('None to come.').waitFor()

  await page.getByRole('link', { name: 'Business settings' }).click()
  await page.getByLabel('Minutes between starts').fill('5')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText('From 15 to 480.').last().waitFor()
  await page.getByLabel('Minutes between starts').fill('120')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByText('Saved.').waitFor()
  expect(await startsOn(tomorrow)).toEqual(['11:00', '13:00'])
  await page.getByLabel('Day', { exact: true }).fill(`${tomorrow}`)
  await page.getByLabel('Name of the holiday').fill('Founders’ Day')
  await page.getByRole('button', { name: 'Add the holiday' }).click()
  await page.getByRole('button', { name: 'Remove Founders’ Day' }).waitFor()
  expect(await startsOn(tomorrow)).toEqual([])
})

async function bookVisit(date: Temporal.PlainDate): Promise<string> {
  const start = date.toZonedDateTime({ timeZone: 'Asia/Kolkata', plainTime: '11:00' }).toInstant().toString()
  const contact = { name: 'Priya Nair', email: 'priya@example.com' }
  const answer = await fetch(`${server.url}/api/site-visits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ start, contact }),
  })
  return ((await answer.json()) as { code: string }).code
}

test('the ledger: what was not sent and why, one taken back with a reason and sent again', async () => {
  const page = await staff('reminders')
  const line = (kind: string) => page.getByRole('listitem').filter({ hasText: new RegExp(`${kind}\\s*Status`) })
  await line('Confirmation').getByText('Nothing left the house: no e-mail is set up.').waitFor()
  await line('Confirmation').getByText(/^Text/).click()
  await page.getByText('Hello Priya Nair,').waitFor()
  await page.getByText('E-mail is off').waitFor()
  await page.getByText('SMTP_URL').waitFor()

  await page.getByLabel('Kind').selectOption('A day before')
  await page.waitForURL(/kind=visit_24h/)
  await page.getByRole('button', { name: /^Take back: A day before/ }).click()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('Please say why.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('Why?').fill('Told her on the phone')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('Taken back by staff: “Told her on the phone”').waitFor()

  await page.getByRole('button', { name: /^Send again: A day before/ }).click()
  await page.getByLabel('Why?').fill('She asked for it')
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const repeated = (await page.request.get(`${server.url}/api/staff/reminders?kind=visit_24h`)).json()
  expect(((await repeated) as { items: unknown[] }).items).toHaveLength(2)

  await line('A day before')
    .getByRole('link', { name: /Priya Nair/ })
    .first()
    .click()
  await page.getByRole('dialog').getByText('priya@example.com').first().waitFor()
  await page.goto(`${server.url}/console/reminders?status=failed`)
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor()
})

test.for(['desktop', 'phone'] as const)('no page of the two is at fault, by day and by night: %s', async size => {
  const page = await staff('reminders', { size })
  for (const [query, text] of [
    ['reminders', 'Messages that came in'],
    ['availability', 'Not met at present'],
    ['availability?view=week', 'Weekly hours'],
    ['availability?view=calendar', 'Private calendar address'],
    ['availability?view=device', /Notifications are blocked|for this device/],
    ['availability?view=business', 'Quiet hours'],
  ] as const) {
    await page.goto(`${server.url}/console/${query}`)
    await page.getByText(text).first().waitFor()
    expect([query, ...(await faultsInBothSchemes(page))]).toEqual([query])
  }
})

test('a private calendar address is shown once, and works', async () => {
  const page = await staff('availability?view=calendar')
  await page.getByRole('button', { name: 'Make an address' }).click()
  const url = new URL(await page.getByRole('textbox', { name: 'Your private calendar address' }).inputValue())
  expect(await (await fetch(`${server.url}${url.pathname}`)).text()).toContain('BEGIN:VCALENDAR')
  await page.reload()
  await page.getByText('There is an address.').waitFor()
  await page.getByRole('button', { name: 'End it' }).click()
  await page.getByText('There is no address yet.').waitFor()
  expect((await fetch(`${server.url}${url.pathname}`)).status).toBe(404)
})

test('a push shows a notification, and a click on it leads to its page and nowhere else', async () => {
  const served = await fetch(`${server.url}/sw.js`)
  expect(served.headers.get('cache-control')).toBe('no-cache')
  expect(served.headers.get('content-type')).toMatch(/javascript/)

  const page = await staff('availability?view=device')
  const push = await pusherOf(page)
  await push(
    JSON.stringify({ title: 'New visit', body: 'Priya Nair, 11:00 am', path: '/console/availability', tag: 'one' }),
  )
  await push('not what we send')
  await expect
    .poll(() => shown(page))
    .toMatchObject([
      { title: 'New visit', body: 'Priya Nair, 11:00 am', tag: 'one', data: { path: '/console/availability' } },
      { title: 'Mosaic', data: { path: '/console' } },
    ])

  await clickOn(page, '/console/reminders')
  await page.waitForURL(/reminders/)
  await clickOn(page, 'https://elsewhere.example/staff')
  await page.waitForURL(`${server.url}/console/today`)
  expect(page.context().pages()).toHaveLength(1)
})

/**
 * Delivers to the page's worker as the browser does when a push service has something. A browser without a desktop lets nobody
 * show notifications: what the worker asks it to show is kept instead.
 */
async function pusherOf(page: Page): Promise<(data: string) => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  const registered = new Promise<string>(resolve => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(server.url))
      if (own) resolve(own.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js')
    await navigator.serviceWorker.ready
  })
  const registrationId = await registered
  await workerOf(page).evaluate(() => {
    const scope = globalThis as unknown as { shown: unknown[]; registration: ServiceWorkerRegistration }
    scope.shown = []
    scope.registration.showNotification = async (title, options) => void scope.shown.push({ title, ...options })
  })
  return async data => {
    await session.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data })
  }
}

const workerOf = (page: Page) => page.context().serviceWorkers()[0]!
const shown = (page: Page) => workerOf(page).evaluate(() => (globalThis as unknown as { shown: unknown[] }).shown)

/** The worker is told of a click on what names this path. It may not bring a window to the front, for nobody really clicked. */
async function clickOn(page: Page, path: string): Promise<void> {
  await workerOf(page).evaluate(path => {
    type Extendable = new (type: string) => Event
    const { ExtendableEvent } = globalThis as unknown as { ExtendableEvent: Extendable }
    const notification = { close() {}, data: { path } }
    dispatchEvent(Object.assign(new ExtendableEvent('notificationclick'), { notification }))
  }, path)
}

test('notifications of this device: blocked, off, on, and off again', async () => {
  const blocked = await staff('availability?view=device')
  await blocked.getByRole('heading', { name: 'Notifications are blocked in this browser' }).waitFor()

  const page = await visit('about:blank')
  await page.context().addCookies(cookies)
  await page.addInitScript(agreeToNotifications)
  await page.goto(`${server.url}/console/availability?view=device`)
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByRole('heading', { name: 'On for this device' }).waitFor()
  await page.getByText(/Chrome on Linux.*this device/).waitFor()
  await page.getByRole('button', { name: 'Send a test' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.getByRole('heading', { name: 'Off for this device' }).waitFor()
  const { devices } = (await (await page.request.get(`${server.url}/api/staff/push`)).json()) as { devices: unknown[] }
  expect(devices).toEqual([])
})

/** What a browser with a desktop and a push service would say. */
function agreeToNotifications(): void {
  const subscription = {
    options: { applicationServerKey: null },
    toJSON: () => ({
      endpoint: 'https://fcm.googleapis.com/fcm/send/of-a-test',
      keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
    }),
    unsubscribe: async () => {
      held = null
      return true
    },
  }
  let held: typeof subscription | null = null
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' })
  Notification.requestPermission = async () => 'granted'
  Object.assign(PushManager.prototype, {
    getSubscription: async () => held,
    subscribe: async () => {
      held = subscription
      return held
    },
  })
}
