import type { Locator } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
const PASSWORD = 'four words make sense'

beforeAll(async () => {
  server = await serve()
})

/** Writes as the page's own session does. */
async function send(page: Page, method: string, path: string, data?: unknown): Promise<unknown> {
  const headers = { origin: server.url }
  const answer = await page.request.fetch(`${server.url}${path}`, { method, headers, ...(data ? { data } : {}) })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return answer.status() === 204 ? null : answer.json()
}

async function member(email: string, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const page = await visit(`${server.url}/career/sessions`, options)
  await page.getByRole('heading', { name: 'Sessions belong to an account' }).waitFor()
  await send(page, 'POST', '/api/account', { email, password: PASSWORD, name: 'Marek Nowak' })
  await page.reload()
  return page
}

/** One of the free times: in the evening a day has few left, or none but the one that is chosen. */
async function chooseTime(within: Locator, index: number): Promise<void> {
  await within
    .getByRole('button', { name: /the coach’s clock: / })
    .first()
    .waitFor()
  const times = within.getByRole('button', { name: /the coach’s clock: /, pressed: false })
  if ((await times.count()) === 0)
    await within.getByRole('radio', { checked: false, disabled: false }).last().check({ force: true })
  await times.first().waitFor()
  await times.nth(Math.min(index, (await times.count()) - 1)).click()
}

test('a member books, moves, cancels and books again with a code; the coach sets the link and hears of it', async () => {
  const admin = await visit('about:blank')
  await send(admin, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Ada Admin',
    email: 'ada@example.com',
    password: PASSWORD,
  })
  await send(admin, 'POST', '/api/admin/staff', { name: 'Noor Haddad', role: 'coach', timeZone: 'America/Toronto' })
  await send(admin, 'POST', '/api/admin/codes', { kind: 'promo', code: 'ONE-MORE', sessions: 1, maxUses: 1 })

  const page = await member('marek@example.com')
  await page.getByText('You can book one session.').waitFor()
  await page.getByText('Noor Haddad').waitFor()
  expect(await faultsOf(page)).toEqual([])

  const form = page.getByRole('region', { name: 'Book a session' })
  // By their own clock, with the coach's below each start.
  await form.getByText(/below each, the coach’s clock \(Eastern Time\)/).waitFor()
  await form
    .getByRole('button', { name: /the coach’s clock: / })
    .first()
    .click()
  await form.getByLabel('What is it about? (optional)').fill('Which way to go')
  await page.reload()
  await expect.poll(() => form.getByLabel('What is it about? (optional)').inputValue()).toBe('Which way to go')
  await form.getByRole('button', { name: /^Book / }).click()
  await form.getByText('Please give the number that your coach should call.').waitFor()
  await form.getByLabel('By video').check()
  await form.getByRole('button', { name: /^Book / }).click()

  const booked = page.getByRole('region', { name: 'Booked' })
  await booked.getByText('It is booked.').waitFor()
  await booked.getByText('By video: the link stands here once your coach has set it').waitFor()
  await page.getByText('You have used the one session of your account. A code adds more.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.reload()
  await expect
    .poll(() => booked.getByRole('link', { name: 'Calendar file' }).getAttribute('href'))
    .toMatch(/calendar\.ics$/)

  await booked.getByRole('button', { name: 'Another time' }).click()
  const dialog = page.getByRole('dialog')
  await chooseTime(dialog, 3)
  await dialog.getByRole('button', { name: /^Move to / }).click()
  await booked.getByText('It cannot be moved any more').waitFor()

  const { items } = (await send(admin, 'GET', '/api/staff/team')) as { items: { id: string; name: string }[] }
  const coach = items.find(({ name }) => name === 'Noor Haddad')!
  await admin.goto(`${server.url}/console/availability?view=week&member=${coach.id}`)
  const link = admin.getByRole('region', { name: 'Video link' })
  await link.getByLabel('Address').fill('meet.example')
  await link.getByRole('button', { name: 'Save link' }).click()
  await link.getByText('Please give an address that begins with https://').waitFor()
  await link.getByLabel('Address').fill('https://meet.example/noor')
  await link.getByRole('button', { name: 'Save link' }).click()
  await link.getByText('Saved.').waitFor()
  expect(await faultsOf(admin)).toEqual([])

  await page.reload()
  await booked.getByRole('link', { name: 'Details and reminders' }).click()
  await page.getByRole('link', { name: /https:\/\/meet\.example\/noor/ }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'My sessions' }).click()
  await booked.getByRole('button', { name: 'Cancel' }).click()
  await dialog.getByText('You get the session back').waitFor()
  await dialog.getByRole('button', { name: 'Cancel the session' }).click()
  await page.getByText('You can book one session.').waitFor()
  await page.getByRole('region', { name: 'Past' }).getByText('Cancelled').waitFor()

  await admin.goto(`${server.url}/console/people`)
  await admin.getByRole('link', { name: /Marek Nowak/ }).waitFor()
  expect(await faultsOf(admin)).toEqual([])
  await admin.getByRole('link', { name: /Marek Nowak/ }).click()
  await admin.getByText('“Which way to go”').waitFor()
  await admin.getByLabel(/^Notes of coaches/).fill('Decides between two offers.')
  await admin.getByRole('button', { name: 'Save notes' }).click()
  await admin.getByText(/^Saved today/).waitFor()
  await admin.reload()
  await expect.poll(() => admin.getByLabel(/^Notes of coaches/).inputValue()).toBe('Decides between two offers.')
  expect(await faultsOf(admin)).toEqual([])

  const { items: mine } = (await send(page, 'GET', '/api/appointments?kind=coaching_session')) as {
    items: { status: string }[]
  }
  expect(mine.map(({ status }) => status)).toEqual(['cancelled'])
})

test('on a telephone, in the dark, somebody with none left books with a code', async () => {
  const page = await member('ilse@example.com', { size: 'phone', scheme: 'dark' })
  const form = page.getByRole('region', { name: /^Book/ })
  const times = form.getByRole('button', { name: /the coach’s clock: / })
  const book = async (number: string) => {
    await chooseTime(form, 2)
    await form.getByLabel('Your phone number').fill(number)
    await form.getByRole('button', { name: /^Book / }).click()
  }
  await times.first().waitFor()
  await book('12')
  await form.getByText(/no phone number that can be called/).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await book('+1 416 555 0134')
  const booked = page.getByRole('region', { name: 'Booked' })
  await booked.getByText('By telephone: your coach calls you').waitFor()
  await page.getByRole('link', { name: 'I have a code' }).click()
  await form.getByLabel('Your code').fill('NOT-A-CODE')
  await book('+1 416 555 0134')
  await form.getByText(/not known here/).waitFor()
  await form.getByLabel('Your code').fill('one-more')
  await form.getByRole('button', { name: /^Book / }).click()
  await booked.getByRole('listitem').nth(1).waitFor()
  expect(await faultsOf(page)).toEqual([])
})
