import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>

beforeAll(async () => {
  server = await serve()
})

/** A new visitor writes these, each once the one before is answered. */
async function talk(...texts: string[]): Promise<void> {
  let cookie = ''
  for (const text of texts) {
    const answer = await fetch(`${server.url}/api/sales/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify({ id: randomUUID(), text }),
    })
    expect(answer.status).toBeLessThan(300)
    await answer.text()
    cookie ||= answer.headers
      .getSetCookie()
      .map(one => one.split(';')[0])
      .join('; ')
  }
}

/** As the administrator, whose session every test shares. */
async function staff(place: string, options: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const page = await visit('about:blank', options)
  await page.context().addCookies(cookies)
  await page.goto(`${server.url}/console/${place}`)
  return page
}

test('a lead is found, opened by key, set, tagged, noted, given away, joined with its double and taken apart', async () => {
  await talk(
    'I am Kiran Rao, my number is 98450 12345',
    '3 BHK in Whitefield under 2 crore',
    'That is too expensive for me',
  )
  await talk('My name is Kiran Rao, call me on +91 98450 12345', 'Any villa in Whitefield?')
  await talk('2 BHK in Hebbal please')
  const page = await visit(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await page.getByLabel('Your name').fill('Asha Menon')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill('four words make sense')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Leads', exact: true }).first().click()
  const table = page.getByRole('table')
  await table.getByRole('link', { name: 'Kiran Rao' }).first().waitFor()
  cookies = await page.context().cookies()
  await expect.poll(() => table.getByRole('row').count()).toBe(4)
  expect(await faultsOf(page)).toEqual([])

  await page.getByLabel('Find by name, phone or e-mail').fill('098450 12345')
  await page.waitForURL(/q=/)
  await expect.poll(() => table.getByRole('row').count()).toBe(3)
  await page.getByLabel('Find by name, phone or e-mail').fill('')
  await expect.poll(() => table.getByRole('row').count()).toBe(4)
  await page.getByRole('button', { name: 'Hot 0' }).click()
  await page.getByText('No lead is like this').waitFor()
  await page.getByRole('button', { name: 'Show all leads' }).click()
  await table.waitFor()

  // By keys: down to the first, and in.
  await page.locator('body').press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Why this score' }).waitFor()
  await page.getByRole('region', { name: 'What they told' }).waitFor()
  await page.goto(`${server.url}/console/leads?q=kiran&order=newest`)
  await table.getByRole('row').nth(2).getByRole('link').click()
  await page.getByRole('heading', { name: 'Kiran Rao', level: 2 }).waitFor()
  const address = page.url()

  await page.getByRole('button', { name: 'Set temperature' }).click()
  await page.getByLabel('Hot', { exact: true }).check()
  await page.getByLabel('Why', { exact: true }).fill('Met at the fair, pays cash')
  await page.getByRole('button', { name: 'Set it' }).click()
  await page.getByText('“Met at the fair, pays cash”').first().waitFor()
  await page.getByText('set; computed').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByLabel('Add a tag').fill('Fair 2026')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: 'fair 2026' }).waitFor()
  const owner = page.getByRole('combobox', { name: 'Owner' })
  await owner.selectOption({ index: 1 })
  await page.getByText(/Became the lead of/).waitFor()

  const notes = page.getByRole('region', { name: 'Notes' })
  await notes.getByLabel(/^A note for colleagues/).fill('Wants a <b>corner</b> home')
  await notes.getByRole('button', { name: 'Add note' }).click()
  await notes.getByText('Wants a <b>corner</b> home').waitFor()
  await notes.getByRole('button', { name: 'Delete' }).click()
  await notes.getByText('The note was deleted.').waitFor()
  await expect.poll(() => notes.getByText('Wants a <b>corner</b> home').count()).toBe(0)
  await notes.getByRole('button', { name: 'Undo' }).click()
  await notes.getByText('Wants a <b>corner</b> home').waitFor()
  await page.locator('details:not([open]) > summary').first().click()
  expect(await faultsOf(page)).toEqual([])

  const doubles = page.getByRole('region', { name: 'The same person?' })
  await doubles.getByText('The same phone number').waitFor()
  await doubles.getByRole('button', { name: 'Join' }).click()
  await page.getByText('1 conversation', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Join them' }).click()
  await doubles.getByRole('button', { name: 'Take apart' }).click()
  await doubles.getByText(/^Taken apart/).waitFor()
  await doubles.getByRole('button', { name: 'Join' }).waitFor()

  await page.getByRole('link', { name: 'fair 2026' }).click()
  await page.getByRole('list', { name: 'Filters' }).getByRole('button', { name: 'Tag: fair 2026' }).waitFor()
  await expect.poll(() => table.getByRole('row').count()).toBe(2)
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Fair')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const views = page.getByRole('navigation', { name: 'Views' })
  await views.getByRole('button', { name: 'All' }).click()
  await expect.poll(() => table.getByRole('row').count()).toBe(4)
  await views.getByRole('button', { name: 'Fair' }).click()
  await expect.poll(() => table.getByRole('row').count()).toBe(2)

  await page.getByLabel('Select all that are shown').check()
  await page.getByLabel('Tag them').fill('call back')
  await page.getByRole('button', { name: 'Add tag' }).click()
  await page.getByText('One lead changed.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.goto(address)
  await page.getByRole('link', { name: 'call back' }).waitFor()
})

test('on a telephone the list and a lead fit, in the dark too', async () => {
  const page = await staff('leads', { size: 'phone', scheme: 'dark' })
  await page.getByRole('link', { name: 'Kiran Rao' }).first().waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Filters', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Discovery' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Show leads' }).click()
  await page.getByRole('link', { name: 'Kiran Rao' }).first().click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
})
