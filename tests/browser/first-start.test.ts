import fs from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { runSql, startDatabase } from '../processes/database.ts'
import {
  faultsOf,
  openTab,
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

/** A folder for pictures of what is looked at; none are taken without. */
const SHOTS = process.env.MOSAIC_TEST_SHOTS
const SAID = '3 BHK in Whitefield under 2 crore'
let databaseUrl: string
beforeAll(async () => {
  databaseUrl = await (await startDatabase()).create('desk')
})

test('a new database: visitors read that we are back soon, the operator sees what lies where and moves it by one click', async () => {
  const folder = temporaryFolder()
  const before = await serve({ folder })
  const page = await visit(before.url, { size: 'phone' })
  await say(page, SAID)
  await untilAnswered(page, 1)
  await before.stop()

  // On the same address, as behind a domain: the browser keeps its cookie.
  const server = await serve({
    store: 'server',
    databaseUrl,
    folder,
    env: { PORT: new URL(before.url).port },
    until: 'listening',
  })
  await expect.poll(() => server.output(), { timeout: 60_000 }).toContain('/first-start#token=')
  await page.goto(`${server.url}/homes`)
  await page.getByRole('heading', { name: 'Back soon' }).waitFor()
  expect(await page.locator('body').innerText()).not.toMatch(/mosaic-test|desk|people/i)
  expect(await faultsOf(page)).toEqual([])

  const link = new URL(server.output().match(/\S+\/first-start#token=\S+/)![0])
  const opened = `${server.url}${link.pathname}${link.hash}`
  const operator = await visit(opened, { scheme: 'dark' })
  await operator.getByRole('heading', { name: 'Your data is not in the new database yet' }).waitFor()
  await operator.getByText(folder, { exact: true }).waitFor()
  expect(await faultsOf(operator)).toEqual([])
  // The key is in no address and in no history; a reload keeps it.
  expect(operator.url()).not.toContain('token')
  await operator.reload()
  const phone = await visit(opened, { size: 'phone' })
  await phone.getByRole('button', { name: 'Start with an empty house' }).click()
  await phone.getByRole('button', { name: 'Yes, begin with an empty house' }).waitFor()
  expect(await faultsOf(phone)).toEqual([])
  await phone.getByRole('button', { name: 'No', exact: true }).click()

  // Something that nobody of ours made stands in the way: the page says so, and it can be tried again.
  await runSql(databaseUrl, 'create table in_the_way (person_id uuid references persons)')
  await operator.getByRole('button', { name: 'Move the data now' }).click()
  await phone.getByText('The move did not come to its end.').waitFor()
  await phone.getByText('in_the_way').waitFor()
  expect(await faultsOf(phone)).toEqual([])
  await runSql(databaseUrl, 'drop table in_the_way')
  await operator.getByRole('button', { name: 'Try again' }).click()
  const second = await openTab(operator.context(), opened)
  await Promise.race([
    second.getByRole('progressbar').waitFor(),
    second.getByRole('heading', { name: 'The data has arrived' }).waitFor(),
    second.getByRole('heading', { name: 'Nearly there' }).waitFor(),
  ])

  await server.untilReady()
  // Every tab with the link has the proof, and goes on into the house.
  for (const tab of [operator, second, phone]) {
    await tab.getByRole('heading', { name: 'The data has arrived' }).waitFor()
    await tab.getByText('equal on both sides').waitFor()
  }
  for (const tab of [operator, phone]) expect(await faultsOf(tab)).toEqual([])
  await picture(operator, 'arrived-desktop')
  await picture(phone, 'arrived-phone')
  const [download] = await Promise.all([
    operator.waitForEvent('download'),
    operator.getByRole('button', { name: 'Report to read' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^mosaic-move-\w+-\w{6}\.html$/)
  expect(fs.readFileSync(await download.path(), 'utf8')).toContain('Moved whole')
  for (const tab of [operator, second, phone]) {
    await tab.getByRole('button', { name: 'Open Mosaic' }).click()
    await tab.getByLabel('Your message').waitFor()
  }
  // What was asked for opens by itself, for who waited there; and the thread is the same person's.
  await page.getByRole('article').first().waitFor()
  await page.goto(server.url)
  await page.getByText(SAID).first().waitFor()
  expect(await wasSaid(page)).toEqual([SAID])

  // Later an administrator finds it in the console.
  await operator.goto(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await operator.getByLabel('Your name').fill('Asha Rao')
  await operator.getByLabel('E-mail').fill('asha@example.com')
  await operator.getByLabel('Password').fill('four words make sense')
  await operator.getByRole('button', { name: 'Create account' }).click()
  await operator.getByRole('link', { name: 'Settings', exact: true }).waitFor()
  await operator.goto(`${server.url}/console/health`)
  await operator.getByRole('heading', { name: 'Where the data came from' }).waitFor()
  expect(await faultsOf(operator)).toEqual([])
  await picture(operator, 'health-desktop')
  await operator.setViewportSize({ width: 360, height: 740 })
  expect(await faultsOf(operator)).toEqual([])
  await picture(operator, 'health-phone')
  const opens = operator.context().waitForEvent('page')
  await operator.getByRole('link', { name: 'Read the report' }).click()
  const report = await opens
  await report.getByRole('heading', { name: 'Moved whole: both sides hold the same rows' }).waitFor()
  await picture(report, 'report-phone')
  await server.stop()
})

async function picture(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
}
