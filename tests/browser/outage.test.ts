import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type DatabaseServer, startDatabase } from '../processes/database.ts'
import type { Server } from '../processes/server.ts'
import {
  faultsInBothSchemes,
  openTab,
  say,
  serve,
  temporaryFolder,
  untilAnswered,
  visit,
  wasSaid,
  withBrowser,
} from './harness.ts'

withBrowser()

let database: DatabaseServer
let server: Server
beforeAll(async () => {
  database = await startDatabase()
  const databaseUrl = await database.create('outage')
  const folder = path.join(temporaryFolder(), 'data')
  server = await serve({ store: 'server', databaseUrl, folder, env: { MOSAIC_OUTAGE: 'spool' } })
}, 120_000)

test('what is written, wished for and sent while the database is away says that it is kept, and is there afterwards once', {
  timeout: 240_000,
}, async () => {
  const page = await visit(server.url, { size: 'phone' })
  await say(page, '2 bhk in Whitefield')
  await untilAnswered(page, 1)
  const booking = await openTab(page.context(), `${server.url}/visit`)
  await booking
    .getByRole('button', { name: /\d:\d\d/ })
    .first()
    .waitFor()
  const files = await openTab(page.context(), `${server.url}/career/files`)
  await files.getByText('No files yet').waitFor()
  await database.stop()

  await say(page, 'with a gym')
  await page
    .getByText('We have your message. Our records are out of reach for a moment; the answer follows here.')
    .waitFor()
  // What is kept keeps nobody from saying more.
  await say(page, 'I want to die')
  await page
    .getByRole('region', { name: /help/i })
    .or(page.getByText(/112|emergency/i))
    .first()
    .waitFor()
  expect(await wasSaid(page)).toEqual(['2 bhk in Whitefield', 'with a gym', 'I want to die'])
  expect(await faultsInBothSchemes(page)).toEqual([])

  await booking
    .getByRole('button', { name: /\d:\d\d/ })
    .first()
    .click()
  await booking.getByText('this time is not kept for you').waitFor()
  await booking.getByLabel('Name').fill('Asha Rao')
  await booking.getByLabel('Phone').fill('+91 98765 12345')
  expect(await faultsInBothSchemes(booking)).toEqual([])
  await booking.getByRole('button', { name: 'Send this wish' }).click()
  await booking.getByText('it is not booked yet').waitFor()
  expect(await faultsInBothSchemes(booking)).toEqual([])

  await files
    .locator('input[type=file]')
    .setInputFiles({ name: 'cv.txt', mimeType: 'text/plain', buffer: Buffer.from('A carpenter.') })
  await files.getByText('We have your file.').waitFor()
  expect(await faultsInBothSchemes(files)).toEqual([])

  await page.reload()
  await page.getByText('We have your message.').first().waitFor()
  await database.start()
  await server.untilReady()
  // The server looks for its database with growing pauses, and the page for its answers.
  await untilAnswered(page, 3, 180_000)
  await page.getByText(/^Your visit on .* is booked/).waitFor()
  await expect
    .poll(() => wasSaid(page), { timeout: 60_000 })
    .toEqual(['2 bhk in Whitefield', 'with a gym', 'I want to die'])
  await page.getByText('We have your message.').first().waitFor({ state: 'detached' })
  await files.reload()
  await files.getByText('cv.txt').waitFor()
})
