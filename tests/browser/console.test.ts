import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
const PASSWORD = 'four words make sense'

beforeAll(async () => {
  server = await serve()
})

/** Writes as the page's own browser does. */
async function send(page: Page, method: string, path: string, data?: unknown): Promise<unknown> {
  const headers = { origin: server.url }
  const answer = await page.request.fetch(`${server.url}${path}`, { method, headers, ...(data ? { data } : {}) })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  const text = await answer.text()
  return text ? JSON.parse(text) : null
}

test('administrators give out a code, see who used it, hand a link over, take work apart again, and see that nothing is spent', async () => {
  const admin = await visit('about:blank')
  await send(admin, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Ada Admin',
    email: 'ada@example.com',
    password: PASSWORD,
  })

  await admin.goto(`${server.url}/console/codes`)
  await admin.getByRole('heading', { name: 'No codes yet' }).waitFor()
  await admin.getByRole('button', { name: 'Make a code' }).click()
  const sheet = admin.getByRole('dialog', { name: 'Make a code' })
  await expect.poll(() => sheet.getByLabel('Code', { exact: true }).inputValue()).toMatch(/^\w{4}-\w{4}-\w\w$/)
  await sheet.getByLabel('Kind').selectOption('promo')
  await sheet.getByLabel('Coaching sessions').fill('2')
  await sheet.getByLabel('Kind').selectOption('invitation')
  await sheet.getByLabel('How many accounts may use it').fill('1')
  await sheet.getByLabel('First day').fill('2030-05-02')
  await sheet.getByLabel('Last day').fill('2030-05-01')
  await sheet.getByRole('button', { name: 'Make the code' }).click()
  await sheet.getByText('would end before it starts').first().waitFor()
  await sheet.getByLabel('First day').fill('')
  expect(await faultsOf(admin)).toEqual([])
  await sheet.getByRole('button', { name: 'Make the code' }).click()
  const link = await admin.getByLabel(/^Link to register with /).inputValue()
  const code = new URL(link).searchParams.get('code')!
  expect(link).toBe(`${server.url}/register?code=${code}`)
  const row = admin.getByRole('listitem', { name: code })
  await row.getByText('Used 0 of 1 · until 1 May 2030, 11:59').waitFor()
  await row.getByText('Wider limits (beta)').waitFor()
  await row.getByRole('button', { name: 'Switch off' }).click()
  await row.getByText('Switched off').waitFor()
  await row.getByRole('button', { name: 'Switch on' }).click()
  await row.getByText('Active').waitFor()
  expect(await faultsOf(admin)).toEqual([])

  const guest = await visit(link, { size: 'phone' })
  await expect.poll(() => guest.getByLabel('Code').inputValue()).toBe(code)
  // Begun before there is an account.
  const { id } = (await send(guest, 'POST', '/api/conversations', { desk: 'career' })) as { id: string }
  await send(guest, 'POST', `/api/conversations/${id}/messages`, {
    id: randomUUID(),
    text: 'I want to change my work.',
  })
  await send(guest, 'POST', '/api/account', {
    email: 'marek@example.com',
    password: PASSWORD,
    name: 'Marek Nowak',
    code,
  })
  await admin.reload()
  await row.getByText('Used 1 of 1').waitFor()
  await row.getByText('Used up').waitFor()

  await admin.getByRole('link', { name: 'Accounts' }).click()
  await admin.getByLabel('Find by name or e-mail').fill('MAREK')
  const marek = admin.getByRole('listitem', { name: 'Marek Nowak' })
  await marek.getByText('Beta').waitFor()
  await marek.getByText('marek@example.com · not confirmed').waitFor()
  await admin.getByRole('listitem', { name: 'Ada Admin' }).waitFor({ state: 'detached' })
  await admin.reload()
  await marek.getByLabel('Role of Marek Nowak').selectOption('coach')
  await send(guest, 'DELETE', '/api/account', { password: PASSWORD })
  await admin.reload()
  await marek.getByText(/Signing in brings it back until/).waitFor()
  await expect.poll(() => marek.getByLabel('Role of Marek Nowak').inputValue()).toBe('coach')
  expect(await faultsOf(admin)).toEqual([])
  await send(guest, 'POST', '/api/session', { email: 'marek@example.com', password: PASSWORD })

  await send(guest, 'POST', '/api/password-resets', { email: 'marek@example.com' })
  await admin.getByRole('link', { name: 'Outbox' }).click()
  const asked = admin.getByRole('listitem', { name: 'Marek Nowak: Set a new password' })
  for (let tries = 0; tries < 40 && (await asked.count()) === 0; tries++) {
    await admin.reload()
    await admin.getByRole('region', { name: 'Outbox' }).waitFor()
  }
  await asked.getByRole('button', { name: /^Make link/ }).click()
  const reset = await asked.getByLabel('Link for marek@example.com').inputValue()
  await admin.setViewportSize({ width: 390, height: 780 })
  expect(await faultsOf(admin)).toEqual([])
  await admin.reload()
  await asked.waitFor()
  await expect.poll(() => admin.getByLabel('Link for marek@example.com').count()).toBe(0)
  await guest.goto(reset)
  await guest.getByLabel('New password').fill('three other words')
  await guest.getByRole('button', { name: 'Set the password' }).click()
  await guest.getByText('Your new password is set.').waitFor()
  await guest.goto('about:blank')
  await guest.goto(reset)
  await guest.getByRole('status').waitFor()
  await expect.poll(() => guest.getByLabel('New password').count()).toBe(0)
  await admin.reload()
  await admin.getByRole('region', { name: 'Outbox' }).waitFor()
  await expect.poll(() => asked.count()).toBe(0)

  await admin.getByRole('link', { name: 'Work taken over' }).click()
  await admin.getByRole('button', { name: 'Take apart what became Marek Nowak’s' }).click()
  const sure = admin.getByRole('dialog', { name: 'Take it apart again?' })
  await sure.getByText(/: 1 conversation/).waitFor()
  expect(await faultsOf(admin)).toEqual([])
  await sure.getByRole('button', { name: 'Take apart' }).click()
  await admin.getByText(/Taken apart$/).waitFor()

  await admin.goto(`${server.url}/console/usage`)
  await admin.getByText('No model: nothing is spent.').waitFor()
  await admin.getByText('of $10.00').waitFor()
  await expect.poll(() => admin.getByRole('region', { name: 'By day' }).count()).toBe(0)
  expect(await faultsOf(admin)).toEqual([])

  // On a telephone a coach and an agent see what is theirs; another address leads to the first of it.
  await send(guest, 'POST', '/api/session', { email: 'marek@example.com', password: 'three other words' })
  const sections = async () => {
    await guest.getByRole('button', { name: 'More' }).click()
    const names = await guest.getByRole('navigation', { name: 'All sections' }).getByRole('link').allTextContents()
    expect(await faultsOf(guest)).toEqual([])
    await guest.keyboard.press('Escape')
    return names
  }
  await guest.goto(`${server.url}/console/usage`)
  await guest.waitForURL(/\/console\/today/)
  expect(await sections()).toEqual(['Today', 'Inbox', 'Calendar', 'People', 'Team'])
  expect(await faultsOf(guest)).toEqual([])
  const { id: accountId } = (await send(guest, 'GET', '/api/session')) as { id: string }
  await send(admin, 'PATCH', `/api/admin/accounts/${accountId}`, { role: 'agent' })
  await guest.goto(`${server.url}/console/people`)
  await guest.waitForURL(/\/console\/today/)
  expect(await sections()).toEqual(['Today', 'Inbox', 'Leads', 'Calendar', 'Callbacks', 'Reminders', 'Reports', 'Team'])
})
