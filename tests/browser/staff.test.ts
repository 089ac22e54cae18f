import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  server = await serve()
})

const PASSWORD = 'four words make sense'
const HEADER = 'name,place,city,status,developer,kind,bedrooms,area,price'
const FILE = [
  HEADER,
  'Aster One,Whitefield,Bengaluru,ready,Aster,apartment,2,1150,1.1 cr',
  'Aster Two,Whitefield,Bengaluru,ready,Aster,apartment,3,1500,no idea',
].join('\n')

async function signIn(page: Page, email: string, password: string) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('the first administrator, sign-in, an import with errors, a hidden home, an invitation', async () => {
  const page = await visit(server.url)
  const hash = new URL(server.firstAdministratorLink!).hash
  await page.goto(`${server.url}/welcome${hash}`)
  await page.getByLabel('Your name').fill('Asha Rao')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  expect(await faultsOf(page)).toEqual([])
  expect(page.url()).not.toContain('token')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'Asha Rao' }).waitFor()
  const staff = page.getByRole('navigation', { name: 'Console' })
  await staff.getByRole('link', { name: 'Homes' }).click()
  await page
    .getByRole('button', { name: /^Hide / })
    .first()
    .waitFor()
  expect(await faultsOf(page)).toEqual([])

  await page.getByRole('button', { name: 'Asha Rao' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, 'asha@example.com', 'something else')
  await page.getByRole('alert').waitFor()
  await signIn(page, 'asha@example.com', PASSWORD)
  await page.getByRole('button', { name: 'Asha Rao' }).waitFor()

  await page.getByRole('link', { name: 'Import' }).click()
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'homes.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) })
  await page.getByRole('button', { name: 'Try without changing' }).click()
  await page.getByText('Trial: nothing was changed.').waitFor()
  const refused = page.getByRole('region', { name: 'Refused rows' })
  await refused.waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('Imported.').waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download the refused rows' }).first().click()
  expect((await download).suggestedFilename()).toMatch(/\.csv$/)
  await page.getByRole('region', { name: 'Earlier imports' }).getByText('homes.csv').waitFor()

  await staff.getByRole('link', { name: 'Homes' }).click()
  await page.getByLabel('Find by name, place or developer').fill('Aster One')
  await page.getByRole('button', { name: 'Hide Aster One' }).click()
  await page.getByRole('button', { name: 'Show Aster One' }).waitFor()

  await page.getByRole('link', { name: 'Accounts' }).click()
  await page.getByRole('link', { name: 'Invitations' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ravi Menon')
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByLabel('Invitation for Ravi Menon').inputValue()
  expect(await faultsOf(page)).toEqual([])

  const guest = await visit(`${server.url}/invitation${new URL(link).hash}`)
  await guest.getByLabel('E-mail').fill('ravi@example.com')
  await guest.getByLabel('Password').fill(PASSWORD)
  await guest.getByRole('button', { name: 'Create account' }).click()
  await guest.getByRole('button', { name: 'Ravi Menon' }).waitFor()
  await guest.goto(`${server.url}/welcome${hash}`)
  await guest.getByRole('status').waitFor()
  await expect.poll(() => guest.getByLabel('Password').count()).toBe(0)
})

test('who is not signed in is led to the sign-in', async () => {
  const page = await visit(`${server.url}/console`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})
