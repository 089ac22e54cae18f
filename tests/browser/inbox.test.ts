import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, say, serve, untilAnswered, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>

async function send(page: Page, method: string, path: string, data?: unknown): Promise<unknown> {
  const headers = { origin: server.url }
  const answer = await page.request.fetch(`${server.url}${path}`, { method, headers, ...(data ? { data } : {}) })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return answer.json()
}

beforeAll(async () => {
  server = await serve()
  const staff = await visit('about:blank')
  await send(staff, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Asha Wodeyar',
    email: 'asha@example.com',
    password: 'four words make sense',
  })
  await send(staff, 'POST', '/api/staff/canned-replies', {
    desk: 'sales',
    short: 'hello',
    text: 'Hello {name}, this is {me}.',
    shared: true,
  })
  cookies = await staff.context().cookies()
})

/** A page of whoever works here. */
async function signedIn(how: Parameters<typeof visit>[1] = {}): Promise<Page> {
  const page = await visit('about:blank', how)
  await page.context().addCookies(cookies)
  return page
}

test('a visitor asks for a person, who sees it appear, takes it, answers by keyboard, and gives it back', async () => {
  const staff = await signedIn()
  await staff.goto(`${server.url}/console/inbox`)
  await staff.getByRole('heading', { name: 'Nobody waits' }).waitFor()
  expect(await faultsOf(staff)).toEqual([])

  const visitor = await visit(server.url)
  await say(visitor, '2 bhk in Whitefield')
  await untilAnswered(visitor, 1)
  await say(visitor, 'I want to talk to a person please')
  await untilAnswered(visitor, 2)

  // It stands there by itself; from here on the mouse is not touched.
  const line = staff.getByRole('link', { name: /A visitor.*Asked for a person/ })
  await line.waitFor()
  await staff.keyboard.press('j')
  expect(await line.evaluate(element => element === document.activeElement)).toBe(true)
  await staff.keyboard.press('Enter')
  const thread = staff.getByRole('region', { name: 'Messages' })
  await thread.getByText('I want to talk to a person please').waitFor()
  await staff.keyboard.press('?')
  await staff.getByRole('heading', { name: 'Keys of the inbox' }).waitFor()
  await staff.keyboard.press('Escape')
  await staff.keyboard.press('t')
  await staff.getByText('You answer').first().waitFor()
  const said = visitor.getByRole('list', { name: 'Messages' })
  await said.getByText('Asha Wodeyar joined and answers here now.').waitFor()

  // A kept reply without the name is not sent until somebody writes it.
  const field = staff.getByLabel('Your answer')
  await field.waitFor()
  await staff.waitForFunction(() => document.activeElement?.id === 'staff-reply')
  await staff.keyboard.type('/hel')
  await staff.getByRole('option', { name: /\/hello/ }).waitFor()
  expect(await faultsOf(staff)).toEqual([])
  await staff.keyboard.press('Enter')
  await expect.poll(() => field.inputValue()).toBe('Hello {name}, this is Asha Wodeyar.')
  await staff.getByText('Write something in place of {name} before you send it.').waitFor()
  await staff.keyboard.press('Enter')
  await expect.poll(() => field.inputValue()).toContain('{name}')
  await field.fill('Hello there, this is Asha.')
  // A draft outlives a reload.
  await staff.reload()
  await field.waitFor()
  await expect.poll(() => field.inputValue()).toBe('Hello there, this is Asha.')
  await staff.keyboard.press('r')
  await staff.keyboard.press('Enter')
  const heard = visitor.locator('article[aria-label^="Asha Wodeyar,"]')
  await heard.getByText('Hello there, this is Asha.').waitFor()

  await say(visitor, 'Thank you for coming')
  await thread.getByText('Thank you for coming').waitFor()
  await staff.keyboard.press('Escape')
  await staff.keyboard.press('e')
  await staff.getByText('Closed. The assistant answers what comes next.').waitFor()
  await staff.getByRole('button', { name: 'Undo' }).press('Enter')
  await staff.getByText('You answer').first().waitFor()
  const release = staff.getByRole('button', { name: 'Release', exact: true })
  // Waits until it can be pressed, and presses it by keyboard.
  await release.click({ trial: true })
  await release.press('Enter')
  await staff.getByText('The assistant answers').first().waitFor()
  await said.getByText('Asha Wodeyar left. The assistant is back.').nth(1).waitFor()
  await say(visitor, '3 bhk in Hebbal')
  await untilAnswered(visitor, 3)
  await thread.getByText('3 bhk in Hebbal').waitFor()
  expect(await visitor.content()).not.toMatch(/intent \d|Coaching/)
})

test('an address of an earlier mail leads to the conversation, which fits a phone in the dark', async () => {
  const phone = await signedIn({ size: 'phone', scheme: 'dark' })
  const { items } = (await send(phone, 'GET', '/api/staff/conversations?state=all')) as { items: { id: string }[] }
  const id = items[0]!.id
  await phone.goto(`${server.url}/console/hand-offs/${id}`)
  await phone.waitForURL(`**/console/inbox/${id}`)
  await phone.getByRole('region', { name: 'Messages' }).getByText('Thank you for coming').waitFor()
  expect(await faultsOf(phone)).toEqual([])
  await phone.getByRole('button', { name: 'Beside the conversation' }).click()
  await phone.getByRole('tab', { name: 'Notes' }).click()
  await phone.getByLabel(/For colleagues/).fill('Call on Monday')
  await phone.getByRole('button', { name: 'Add note' }).click()
  await phone.getByText('Call on Monday').last().waitFor()
  expect(await faultsOf(phone)).toEqual([])
  await phone.keyboard.press('Escape')
  await phone.getByRole('link', { name: 'All conversations' }).click()
  await phone.getByRole('button', { name: 'All', exact: true }).click()
  await phone.getByRole('link', { name: /A visitor/ }).waitFor()
  expect(await faultsOf(phone)).toEqual([])
})
