import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, say, serve, untilAnswered, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let staff: Page

async function send(page: Page, path: string, data?: unknown): Promise<unknown> {
  const headers = { origin: server.url }
  const answer = await page.request.post(`${server.url}${path}`, { headers, ...(data ? { data } : {}) })
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true)
  return answer.json()
}

beforeAll(async () => {
  server = await serve()
  staff = await visit('about:blank')
  await send(staff, '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Asha Wodeyar',
    email: 'asha@example.com',
    password: 'four words make sense',
  })
})

test('a suggested reply says what it rests on, goes into the answer, and is sent by nobody but the one who answers', async () => {
  const visitor = await visit(server.url)
  await say(visitor, 'price of velmora avalon')
  await untilAnswered(visitor, 1)

  const list = (await staff.request
    .get(`${server.url}/api/staff/conversations?state=all`)
    .then(answer => answer.json())) as {
    items: { id: string }[]
  }
  const { id } = list.items[0]!
  await send(staff, `/api/staff/conversations/${id}/take`)
  await staff.goto(`${server.url}/console/inbox/${id}`)
  const part = staff.getByRole('region', { name: 'Suggestions' }).first()
  await part.getByRole('button', { name: 'Reply', exact: true }).focus()
  await staff.keyboard.press('Enter')
  await part.getByText('Suggested by rules, not sent').waitFor()
  await part.getByText(/^Based on message 1; Velmora Avalon, as of /).waitFor()
  expect(await faultsOf(staff)).toEqual([])

  await part.getByRole('button', { name: 'Put into the reply' }).click()
  const field = staff.getByLabel('Your answer')
  await expect.poll(() => field.inputValue()).toContain('₹1.38 crore')
  // Only what is sent by hand reaches the visitor.
  const thread = (await staff.request
    .get(`${server.url}/api/staff/conversations/${id}`)
    .then(answer => answer.json())) as {
    thread: { author: string }[]
  }
  expect(thread.thread.filter(({ author }) => author === 'staff')).toEqual([])

  await part.getByRole('button', { name: 'Summary' }).click()
  await part.getByText(/Last said: “price of velmora avalon”/).waitFor()
  expect(await faultsOf(staff)).toEqual([])
})
