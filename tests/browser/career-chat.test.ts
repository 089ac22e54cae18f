import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import {
  faultsOf,
  type Page,
  say,
  serve,
  temporaryFolder,
  untilAnswered,
  visit,
  wasSaid,
  withBrowser,
} from './harness.ts'

withBrowser()

const folder = temporaryFolder()
let server: Server
const PASSWORD = 'four words make sense'

beforeAll(async () => {
  server = await serve({ folder })
})

/** Writes as the page's own session does. */
async function send(page: Page, method: string, path: string, data?: unknown): Promise<unknown> {
  const headers = { origin: server.url }
  const answer = await page.request.fetch(`${server.url}${path}`, { method, headers, ...(data ? { data } : {}) })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return answer.status() === 204 ? null : answer.json()
}

const newest = (page: Page) => page.locator('article[aria-label^="Mosaic,"]').last()

test('talk, then a programme in the chat; a coach takes over and gives it back; all of it is there after a kill', async () => {
  const page = await visit(`${server.url}/career`)
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await say(page, 'I lost my job and do not know where to begin')
  await untilAnswered(page, 1)
  await newest(page).getByText('“I lost my job and do not know where to begin”').waitFor()
  await page.getByText('Not part of a programme').waitFor()

  await send(page, 'POST', '/api/enrolments', { programme: 'ps101-express' })
  await page.reload()
  await page.getByRole('region', { name: 'Where you are' }).getByRole('link', { name: 'Question 1 of 8' }).waitFor()
  await say(page, 'I want to quit my job and help people')
  await untilAnswered(page, 2)
  await newest(page).getByRole('link', { name: 'Question 2 of 8' }).waitFor()
  await say(page, 'Burnout')
  await untilAnswered(page, 3)
  await say(page, 'is what I want to leave behind by spring')
  await untilAnswered(page, 4)
  await say(page, 'exit')
  await untilAnswered(page, 5)
  await page.getByRole('button', { name: 'No, keep going' }).click()
  await untilAnswered(page, 6)
  await newest(page).getByRole('link', { name: 'Question 3 of 8' }).waitFor()
  expect(await faultsOf(page)).toEqual([])

  // A half-typed answer survives a reload.
  await page.getByLabel('Your message').fill('I never ask anyb')
  await page.reload()
  await untilAnswered(page, 6)
  await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('I never ask anyb')
  await page.getByLabel('Your message').fill('')

  await page.getByRole('button', { name: 'Talk to a person' }).click()
  await untilAnswered(page, 7)
  await page.getByText('A coach will answer here. Until then you can go on writing.').waitFor()
  expect(await faultsOf(page)).toEqual([])

  const coach = await visit('about:blank')
  await send(coach, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Noor Haddad',
    email: 'noor@example.com',
    password: PASSWORD,
  })
  await coach.goto(`${server.url}/console/hand-offs`)
  await coach.getByRole('link', { name: /A visitor.*Asked for a person/ }).click()
  await coach.getByText('I want to quit my job and help people').first().waitFor()
  await coach.getByText('This person has shared no programme.').waitFor()
  await coach.getByRole('button', { name: 'Take over' }).click()
  await coach.getByLabel('Your answer').fill('Hello, this is Noor. I have read it all.')
  expect(await faultsOf(coach)).toEqual([])
  await coach.getByRole('button', { name: 'Send', exact: true }).click()
  await coach.getByRole('tab', { name: 'Notes' }).click()
  await coach.getByLabel('For colleagues; the person does not see it here').fill('Call on Monday')
  await coach.getByRole('button', { name: 'Add note' }).click()
  await coach.getByText('Call on Monday').last().waitFor()

  await page.getByText('speaks with you now; the assistant is silent.').waitFor()
  await page.locator('article[aria-label^="Noor Haddad,"]').getByText('Hello, this is Noor.').waitFor()
  await say(page, 'Thank you for coming')
  await coach.getByText('Thank you for coming').first().waitFor()
  await coach.getByRole('button', { name: 'Release', exact: true }).click()
  await coach.getByText('The assistant answers').first().waitFor()
  await page.getByText('speaks with you now').waitFor({ state: 'detached' })
  await say(page, 'I never ask anybody for anything')
  await untilAnswered(page, 8)
  await newest(page).getByRole('link', { name: 'Question 4 of 8' }).waitFor()
  expect(await page.content()).not.toContain('Call on Monday')

  const before = await wasSaid(page)
  const { port } = new URL(server.url)
  await server.kill9()
  server = await serve({ folder, env: { PORT: port } })
  await page.reload()
  await untilAnswered(page, 8)
  expect(await wasSaid(page)).toEqual(before)
})

test('who may be in danger gets help at once, on a phone in the dark too', async () => {
  const page = await visit(`${server.url}/career`, { size: 'phone', scheme: 'dark' })
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await say(page, 'i dont want to live anymore')
  await untilAnswered(page, 1)
  await page.getByRole('region', { name: 'Help right now' }).getByText('Your local emergency number').waitFor()
  await page.getByText('A coach will answer here.').first().waitFor()
  expect(await faultsOf(page)).toEqual([])
})
