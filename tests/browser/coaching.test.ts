import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, say, serve, untilAnswered, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>

beforeAll(async () => {
  server = await serve()
  const staff = await visit('about:blank')
  const made = await staff.request.post(`${server.url}/api/first-administrator`, {
    headers: { origin: server.url },
    data: {
      token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
      name: 'Asha Wodeyar',
      email: 'asha@example.com',
      password: 'four words make sense',
    },
  })
  expect(made.ok()).toBe(true)
  cookies = await staff.context().cookies()
})

async function signedIn(address: string, how: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const page = await visit('about:blank', how)
  await page.context().addCookies(cookies)
  await page.goto(`${server.url}${address}`)
  return page
}

/** The person of the newest conversation. */
async function personOf(page: Page): Promise<string> {
  const answer = await page.request.get(`${server.url}/api/staff/conversations?state=all`)
  return ((await answer.json()) as { items: { person: { id: string } }[] }).items[0]!.person.id
}

test('advice appears beside a chat as it goes on; a script is used; on a phone too; the visitor gets none of it', async () => {
  const visitor = await visit(server.url)
  await say(visitor, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(visitor, 1)
  const staff = await signedIn('/console/inbox')
  const { items } = (await (await staff.request.get(`${server.url}/api/staff/conversations?state=all`)).json()) as {
    items: { id: string }[]
  }
  await staff.goto(`${server.url}/console/inbox/${items[0]!.id}`)
  const panel = staff.getByRole('region', { name: 'Coaching' })
  await panel.getByText('Up to ₹2 crore').waitFor()
  await say(visitor, 'Tell me about Velmora Avalon')
  await untilAnswered(visitor, 2)
  await say(visitor, 'That is too expensive for me')
  await untilAnswered(visitor, 3)
  // By itself: nobody reloads.
  await panel.getByText('The price is in the way.', { exact: false }).waitFor()
  await panel.getByText('In the way', { exact: true }).waitFor()
  await panel.getByText(/Sample figures\./).waitFor()
  expect(await faultsOf(staff)).toEqual([])
  const card = panel.getByRole('listitem').filter({ hasText: 'The price is in the way.' })
  await card.getByRole('button', { name: 'Done' }).click()
  await panel.getByText('Put away.').waitFor()
  await panel.getByRole('button', { name: 'Bring back' }).click()
  await card.waitFor()
  expect(await visitor.content()).not.toMatch(/The price is in the way|Coaching|Grade/)

  const phone = await signedIn(`/console/leads/${await personOf(staff)}`, { size: 'phone', scheme: 'dark' })
  await phone
    .getByRole('region', { name: 'Coaching' })
    .getByText('The price is in the way.', { exact: false })
    .waitFor()
  expect(await faultsOf(phone)).toEqual([])
})

test('what a caller says is taken down, and what to say next stands beside it', async () => {
  const visitor = await visit(server.url)
  await say(visitor, 'hello')
  await untilAnswered(visitor, 1)
  const staff = await signedIn('/console/inbox')
  await staff.goto(`${server.url}/console/leads/${await personOf(staff)}`)
  await staff.getByRole('button', { name: 'On the phone' }).click()
  const field = staff.getByLabel('The caller says')
  await field.fill('I am Ravi, we need a 3 BHK in Whitefield')
  // Half typed, it outlives a reload.
  await staff.reload()
  await staff.getByRole('button', { name: 'On the phone' }).click()
  await expect.poll(() => field.inputValue()).toBe('I am Ravi, we need a 3 BHK in Whitefield')
  await field.press('Enter')
  const call = staff.getByRole('region', { name: 'Call', exact: true })
  await call.getByText(/Looks for 3 BHK homes in Whitefield/).waitFor()
  await call
    .getByRole('region', { name: 'Next step' })
    .getByText(/Offer a visit to/)
    .waitFor()
  await field.fill('That is too expensive')
  await field.press('Enter')
  await call.getByRole('region', { name: 'If they push back' }).getByText('Budget').waitFor()
  await call.getByText(/Hello Ravi, thank you for the call/).waitFor()
  expect(await faultsOf(staff)).toEqual([])
})

test('an answer text is worded anew and said at once; figures of a place are added; both on a phone', async () => {
  const page = await signedIn('/console/answers')
  await page.getByRole('heading', { name: 'Answer texts' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('link', { name: /^Loan/ }).click()
  const field = page.getByLabel('What is said')
  await field.fill('Ask {banker} about a loan.')
  await page.getByText(/Nothing can stand for \{banker\}/).waitFor()
  await field.fill('Asha of {business} knows every bank in town.')
  await page
    .getByRole('region', { name: 'Preview' })
    .getByText(/^Asha of [^{]+ knows every bank in town\.$/)
    .waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved. It is said from now on.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  const visitor = await visit(server.url)
  await say(visitor, 'which bank gives a loan?')
  await untilAnswered(visitor, 1)
  await visitor.getByText(/Asha of [^{]+ knows every bank in town\./).waitFor()

  const phone = await signedIn('/console/market', { size: 'phone' })
  await phone.getByRole('link', { name: 'Whitefield' }).waitFor()
  expect(await faultsOf(phone)).toEqual([])
  await phone.getByRole('button', { name: 'Add figures' }).click()
  await phone.getByLabel('Place').fill('Whitefield')
  await phone.getByLabel('Average').fill('12500')
  await phone.getByLabel('Source').fill('Own count')
  await phone.getByLabel('Day').fill('2026-01-31')
  expect(await faultsOf(phone)).toEqual([])
  await phone.getByRole('button', { name: 'Add the figures' }).click()
  await phone.getByText('Own count').waitFor()
})
