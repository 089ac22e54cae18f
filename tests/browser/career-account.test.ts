import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let admin: Page
const PASSWORD = 'four words make sense'
const SHOTS = process.env.MOSAIC_TEST_SHOTS

beforeAll(async () => {
  server = await serve()
})

async function send<T>(page: Page, method: string, path: string, data?: unknown): Promise<T> {
  const headers = { origin: server.url }
  const answer = await page.request.fetch(`${server.url}${path}`, { method, headers, ...(data ? { data } : {}) })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return (answer.status() === 204 ? null : await answer.json()) as T
}

async function clean(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
  expect([name, await faultsOf(page)]).toEqual([name, []])
}

/** The link that waits for somebody, as an administrator hands it over. */
async function handedOver(kind: string): Promise<string> {
  type Outbox = { items: { id: string; kind: string; email: string }[] }
  for (let tries = 0; tries < 600; tries++) {
    const { items } = await send<Outbox>(admin, 'GET', '/api/admin/outbox')
    const found = items.find(item => item.kind === kind)
    if (found) {
      const { path } = await send<{ path: string }>(admin, 'POST', `/api/admin/outbox/${found.id}/link`)
      // By the name that this browser knows the server by: under another one it is another browser.
      return server.url + path
    }
    await admin.waitForTimeout(100)
  }
  throw new Error(`no ${kind} waits`)
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill('marek@example.com')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('somebody makes an account, proves the e-mail, forgets the password, keeps house in the account, and leaves', async () => {
  admin = await visit('about:blank')
  await send(admin, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Ada Admin',
    email: 'ada@example.com',
    password: PASSWORD,
  })

  const page = await visit(`${server.url}/career/progress`)
  await page.getByRole('link', { name: 'Sign in' }).first().click()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Your name').fill('Marek Nowak')
  await page.getByLabel('E-mail').fill('marek@example.com')
  await page.getByLabel('Password', { exact: true }).fill('password123')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('alert').getByText('one of the passwords that are guessed first').waitFor()
  await clean(page, 'register')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  // Back where the sign-in was asked for.
  await page.waitForURL('**/career/progress')
  await page.getByRole('link', { name: 'Marek Nowak' }).click()
  await page.getByText('Not confirmed').waitFor()

  const link = await handedOver('verification')
  await page.goto(link)
  await page.getByRole('heading', { name: 'Confirm your e-mail' }).waitFor()
  expect(new URL(page.url()).hash).toBe('')
  await clean(page, 'verify')
  await page.getByRole('button', { name: 'Confirm my e-mail' }).click()
  await page.getByText('Your e-mail is confirmed.').waitFor()
  await page.goto(`${server.url}/account`)
  await page.getByText('Status: Confirmed').waitFor()
  await page.getByLabel('Your name').fill('Marek N.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  const mayUse = { name: 'The assistant may use what I wrote' }
  await page.getByRole('switch', { ...mayUse, checked: true }).click()
  await page.getByRole('switch', { ...mayUse, checked: false }).waitFor()
  expect(await send(page, 'GET', '/api/coach')).toMatchObject({ material: false })
  await clean(page, 'account')

  // What is kept in this browser alone is named before it is lost.
  await page.evaluate(() => localStorage.setItem('mosaic.answer.x', '{}'))
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByText('an answer in a programme').waitFor()
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await page.route('**/api/session', route =>
    route.request().method() === 'DELETE' ? route.abort() : route.continue(),
  )
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out and lose it' }).click()
  await page.getByText('You are still signed in.').waitFor()
  await page.unroute('**/api/session')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out and lose it' }).click()
  await page.waitForURL('**/sign-in')
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key !== 'mosaic.theme'))).toEqual([])
  expect(await send(page, 'GET', '/api/session')).toBeNull()

  await signIn(page, 'not the password')
  await page.getByRole('alert').getByText('E-mail or password is not right.').waitFor()
  await clean(page, 'sign-in')
  await page.getByRole('link', { name: 'Forgotten the password?' }).click()
  await page.getByRole('heading', { name: 'Forgotten password' }).waitFor()
  await page.getByLabel('E-mail').fill('marek@example.com')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await page.getByText('a link to set a new password is on its way').waitFor()
  await clean(page, 'forgot')
  await page.goto(await handedOver('reset'))
  await page.getByLabel('New password').fill('another four words')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('Your new password is set.').waitFor()
  await page.getByRole('link', { name: 'Sign in' }).last().click()
  await signIn(page, 'another four words')
  await page.waitForURL('**/career')

  await page.goto(`${server.url}/account`)
  await page.getByRole('button', { name: 'Delete my account' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Your password').fill('another four words')
  await sheet.getByRole('button', { name: 'Delete my account' }).click()
  await sheet.getByText('You are signed out everywhere.').waitFor()
  await sheet.getByRole('button', { name: 'Close' }).last().click()
  await page.waitForURL('**/career')
  expect(await send(page, 'GET', '/api/session')).toBeNull()
})

test('the pages hold on a phone in the dark', async () => {
  const page = await visit(`${server.url}/privacy`, { size: 'phone', scheme: 'dark' })
  await page.getByText('no model outside reads them').waitFor()
  await clean(page, 'privacy-phone')
  const email = 'ilse@example.com'
  await send(page, 'POST', '/api/account', {
    email,
    password: PASSWORD,
    name: 'Ilse Sommer',
    timeZone: 'Europe/Berlin',
  })
  await page.goto(`${server.url}/account`)
  await page.getByText('This device', { exact: true }).waitFor()
  await clean(page, 'account-phone')
  for (const path of ['register', 'sign-in', 'forgot', 'verify']) {
    await page.goto(`${server.url}/${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await clean(page, `${path}-phone`)
  }
})
