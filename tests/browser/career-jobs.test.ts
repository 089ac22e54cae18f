import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
const PASSWORD = 'four words make sense'
const SHOTS = process.env.MOSAIC_TEST_SHOTS

beforeAll(async () => {
  server = await serve()
})

async function clean(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
  expect([name, await faultsOf(page)]).toEqual([name, []])
}

async function send(page: Page, method: string, path: string, data: unknown): Promise<void> {
  const answer = await page.request.fetch(server.url + path, { method, headers: { origin: server.url }, data })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
}

test('somebody finds a job by a mistyped word, says what they look for, applies, writes a note, and takes it back', async () => {
  const page = await visit(`${server.url}/career/jobs`)
  await page.getByLabel('What', { exact: true }).fill('kubernets')
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  await page.getByRole('article').nth(2).waitFor()
  await page.getByRole('region', { name: 'Filters' }).getByText('Hybrid', { exact: true }).click()
  await page.waitForURL(/remote=hybrid/)
  const found = await page.getByText(/^\d+ jobs?$/).textContent()
  await page.reload()
  await page.getByRole('article').first().waitFor()
  await expect.poll(() => page.getByText(/^\d+ jobs?$/).textContent()).toBe(found)
  await expect.poll(() => page.getByLabel('What', { exact: true }).inputValue()).toBe('kubernets')
  await clean(page, 'jobs-search')

  // A visitor may save; who has an account says what they look for.
  await page.getByRole('button', { name: /^Save/ }).first().click()
  await page.getByText('Saved', { exact: true }).first().waitFor()
  await send(page, 'POST', '/api/account', { email: 'marek@example.com', password: PASSWORD, name: 'Marek' })
  await page.goto(`${server.url}/career/jobs?view=matches`)
  await page.getByText('We know too little').waitFor()
  await page.getByRole('button', { name: 'Say what you look for' }).click()
  await page.getByLabel('Skills').fill('k8s, Docker, Linux')
  await page.getByLabel('What matters to you').fill('Learning, Purpose')
  await page.getByRole('dialog').getByText('Remote', { exact: true }).click()
  await clean(page, 'jobs-wishes')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('article').first().waitFor()
  await page.getByText('Why this fits').first().click()
  await page
    .getByRole('article')
    .first()
    .getByText(/of \d skills?/)
    .waitFor()
  await clean(page, 'jobs-matches')

  await page.getByRole('article').first().getByRole('link').first().click()
  await page.getByRole('heading', { name: 'How it fits' }).waitFor()
  await page.getByText(/of \d skills:/).waitFor()
  const title = await page.getByRole('heading', { level: 1 }).textContent()
  // It may be the one that was saved before there was an account.
  await page.getByRole('combobox').selectOption('applied')
  await page.getByText('Applied', { exact: true }).first().waitFor()
  await page.getByLabel('A new note').fill('Ask about the')
  await page.reload()
  await expect.poll(() => page.getByLabel('A new note').inputValue()).toBe('Ask about the')
  await page.getByLabel('A new note').fill('Ask about the team')
  await page.getByRole('button', { name: 'Keep this note' }).click()
  await page.getByRole('region', { name: 'Notes' }).getByRole('listitem').waitFor()
  await expect.poll(() => page.getByLabel('A new note').inputValue()).toBe('')
  await clean(page, 'jobs-one')

  await page.getByRole('link', { name: 'Applications' }).click()
  await page.getByRole('region', { name: 'Applied' }).waitFor()
  await clean(page, 'jobs-applications')
  await page.getByRole('region', { name: 'Applied' }).getByRole('combobox').selectOption('rejected:me')
  await page.getByText('Declined by you').waitFor()
  await page.getByRole('button', { name: `Undo for ${title}`, exact: true }).click()
  await page.getByRole('region', { name: 'Applied' }).waitFor()

  const phone = await visit(`${server.url}/career/jobs?q=administration&place=Denver`, {
    size: 'phone',
    scheme: 'dark',
  })
  await phone.getByRole('article').first().waitFor()
  await clean(phone, 'jobs-phone-dark')
})

test('an administrator imports jobs, reads why some were refused, and adds a feed that is off', async () => {
  const page = await visit('about:blank')
  await send(page, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    ...{ name: 'Ada Admin', email: 'ada@example.com', password: PASSWORD },
  })
  await page.goto(`${server.url}/console/listings`)
  const file = JSON.stringify([{ sourceId: '1', title: 'Gardener', company: 'Green' }, { title: 'No id' }])
  await page
    .getByLabel('File of jobs')
    .setInputFiles({ name: 'jobs.json', mimeType: 'application/json', buffer: Buffer.from(file) })
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('1 added, 0 updated, 0 unchanged, 0 closed, 1 refused', { exact: true }).waitFor()
  await page.getByText('The id of its source is missing.').waitFor()
  await page.getByRole('button', { name: 'Add a feed' }).click()
  await page.getByLabel('Name').fill('Acme')
  await page.getByLabel('Address').fill('https://feeds.example.com/jobs')
  await page.getByLabel('When (cron)').fill('* * * * *')
  await page.getByRole('button', { name: 'Add, switched off' }).click()
  await page.getByText('A feed is read hourly at most.').waitFor()
  await page.getByLabel('When (cron)').fill('15 6 * * *')
  await page.getByRole('button', { name: 'Add, switched off' }).click()
  await expect.poll(() => page.getByRole('switch', { name: 'Acme' }).getAttribute('aria-checked')).toBe('false')
  await clean(page, 'console-jobs')
})
