import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../counterparts/mail.ts'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let mail: MailServer
let server: Server
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>

beforeAll(async () => {
  mail = await startMailServer()
  server = await serve({
    env: { SMTP_URL: mail.url, MAIL_FROM: 'Hill Homes <visits@homes.example>', BUSINESS_CURRENCY: 'INR' },
  })
})
afterAll(() => mail?.close())

/** As the administrator, whose session every test shares. */
async function settings(place: string, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const page = await visit('about:blank', options)
  await page.context().addCookies(cookies)
  await page.goto(`${server.url}/console/${place}`)
  return page
}

async function startsTomorrow(): Promise<string[]> {
  const date = Temporal.Now.zonedDateTimeISO('Asia/Kolkata').toPlainDate().add({ days: 2 })
  const answer = await fetch(`${server.url}/api/slots?from=${date}&days=1`)
  const { days } = (await answer.json()) as { days: { slots: { start: string }[] }[] }
  return days[0]!.slots.map(({ start }) => start.slice(11, 16))
}

const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved.', { exact: true }).waitFor()
}

test('hours are changed and free times follow; a change is guarded, told and taken back', async () => {
  const page = await visit(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await page.getByLabel('Your name').fill('Asha Rao')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill('four words make sense')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  cookies = await page.context().cookies()
  await page.getByText('Set by BUSINESS_CURRENCY where Mosaic runs; change it there.').waitFor()
  await expect.poll(() => page.getByLabel('Currency').isDisabled()).toBe(true)
  expect(await faultsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Visits and calls' }).click()
  const visits = page.getByRole('group', { name: 'Visits', exact: true })
  expect(await startsTomorrow()).toContain('09:00')
  await visits.getByLabel('From').fill('11:00')
  await page.getByRole('link', { name: 'Brand' }).click()
  await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor()
  await page.getByRole('button', { name: 'Stay here' }).click()
  await save(page)
  const starts = await startsTomorrow()
  expect([starts[0], starts.includes('09:00')]).toEqual(['11:00', false])

  const other = await settings('settings/hours')
  await other.getByRole('group', { name: 'Visits', exact: true }).getByLabel('Until').fill('17:00')
  await visits.getByLabel('From').fill('10:00')
  await save(page)
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  await other.getByText('From: 11:00 → 10:00').waitFor()
  await other.getByRole('button', { name: 'Take theirs, keep my changes' }).click()
  await save(other)
  await other.getByText('What was changed before').click()
  await other.getByText('Until: 18:00 → 17:00').waitFor()
  expect(await faultsOf(other)).toEqual([])
  await other.getByRole('button', { name: 'Take back to here' }).last().click()
  await expect.poll(startsTomorrow).toContain('09:00')
})

test('a colour that cannot be read is mended; a test mail is answered by the server; the log tells of both', async () => {
  const page = await settings('settings/brand')
  await page.getByLabel('Or write').fill('#ffcc00')
  await page.getByText('White letters could not be read on this colour.').waitFor()
  await page.getByRole('button', { name: /^Take #/ }).click()
  await page.getByLabel('Greeting').fill('Namaste! What home do you have in mind?')
  await save(page)
  expect(await faultsOf(page)).toEqual([])
  const visitor = await visit(server.url)
  await visitor.getByText('Namaste! What home do you have in mind?').waitFor()
  expect(await faultsOf(visitor)).toEqual([])

  await page.getByRole('link', { name: 'Channels' }).click()
  await page.getByRole('button', { name: 'Send a test to me' }).click()
  await page.getByText('Taken for asha@example.com.').waitFor()
  expect(mail.mails.map(({ envelopeTo }) => envelopeTo)).toContainEqual(['asha@example.com'])
  expect(await faultsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Audit log' }).click()
  await page.getByText('Asha Rao tried the channel email').waitFor()
  await page.getByLabel('Reads and changes').selectOption('changes')
  await page.getByText('Asha Rao changed the settings of brand').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('Reads and changes').inputValue()).toBe('changes')
  expect(await faultsOf(page)).toEqual([])
})

test('weights, retention, channels and the log are usable on a telephone', async () => {
  const page = await settings('settings/weights', { size: 'phone', scheme: 'dark' })
  await page.getByLabel('A visit booked: at most (intent)').fill('9')
  await page.getByText('What can be held together is more than 10.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo changes' }).click()
  await page.goto(`${server.url}/console/settings/retention`)
  await page.getByRole('switch', { name: 'Erase visitors who were not seen' }).click()
  await page.getByText('Nobody would be erased now.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('switch', { name: 'Erase visitors who were not seen' }).click()
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(`${server.url}/console/settings/channels`)
  await page.getByText('SMS').first().waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.goto(`${server.url}/console/audit`)
  await page.getByText('Download as CSV').waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('Health says what was looked at, and what to do', async () => {
  const page = await settings('health')
  await page.getByRole('heading', { name: 'What the doctor found' }).waitFor()
  await page.getByText('Name the lines of your country before you open a desk to anybody.').waitFor()
  await page.getByText('more, all well').click()
  await page.getByText('as this release wants it', { exact: false }).waitFor()
  expect(await faultsOf(page)).toEqual([])
})
