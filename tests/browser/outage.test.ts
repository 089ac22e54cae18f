import { beforeAll, expect, test } from 'vitest'
import { type DatabaseServer, runSql, startDatabase } from '../processes/database.ts'
import type { Server } from '../processes/server.ts'
import { faultsInBothSchemes, openTab, say, serve, untilAnswered, visit, wasSaid, withBrowser } from './harness.ts'

withBrowser()

let database: DatabaseServer
let databaseUrl: string
let server: Server
beforeAll(async () => {
  database = await startDatabase()
  databaseUrl = await database.create('outage')
  server = await serve({ store: 'server', databaseUrl, env: { MOSAIC_OUTAGE: 'spool' } })
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
  const coach = await visit(`${server.url}/career`, { size: 'phone' })
  await coach.getByLabel('Your message').waitFor()
  await database.stop()

  // Nobody has ever heard of this one: there is neither a person nor a conversation.
  await say(coach, 'I want to change my job')
  await coach.getByText('We have your message.').waitFor()
  expect(await faultsInBothSchemes(coach)).toEqual([])

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
  // The page looks again by itself soon after it can read, however long it has waited.
  await untilAnswered(page, 3)
  await untilAnswered(coach, 1)
  await page.getByText(/^Your visit on .* is booked/).waitFor()
  await expect
    .poll(() => wasSaid(page), { timeout: 60_000 })
    .toEqual(['2 bhk in Whitefield', 'with a gym', 'I want to die'])
  await page.getByText('We have your message.').first().waitFor({ state: 'detached' })
  await files.reload()
  await files.getByText('cv.txt').waitFor()
})

/** As what a server kept and could not do: of the visitor whose key is the newest, if `isTheirs`. */
async function keptAndNotDone(
  kind: string,
  reason: string,
  said: object,
  { isTheirs = false, bytes = null as string | null } = {},
) {
  await runSql(
    databaseUrl,
    `with k as (select key_hash, person_id from visitor_keys order by created_at desc limit 1)
     insert into outage_entries (id, lane, kind, received_at, state, content, bytes, reason, key_hash, person_id, settled_at)
     select gen_random_uuid(), 'visitor ' || k.key_hash, $1, now() - interval '1 hour', 'review',
       jsonb_build_object('speaker', case when $4 then jsonb_build_object('keyHash', k.key_hash) else '{}' end, 'said', $3::jsonb),
       $5::bytea, $2, case when $4 then k.key_hash end, case when $4 then k.person_id end, clock_timestamp()
     from k`,
    [kind, reason, JSON.stringify(said), isTheirs, bytes],
  )
}

test('what could not be done after an outage finds an administrator, who has it done again or sees to it', {
  timeout: 240_000,
}, async () => {
  const page = await visit(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await page.getByLabel('Your name').fill('Asha Rao')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill('four words make sense')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Outages', exact: true }).click()
  await page.getByRole('heading', { name: 'Nothing waits' }).waitFor()
  await page.getByText('Nothing is on its way at present.').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])

  const visitor = await visit(server.url)
  await say(visitor, '3 bhk near Hebbal')
  await untilAnswered(visitor, 1)
  const id = crypto.randomUUID()
  await keptAndNotDone(
    'message',
    'outage.failed',
    { desk: 'sales', clientId: id, text: 'with a balcony to the east' },
    { isTheirs: true },
  )
  await keptAndNotDone('message', 'outage.session', { desk: 'career', clientId: id, text: 'who am I? '.repeat(120) })
  const contact = { name: 'Ravi Kulkarni', phone: '+919876500001', email: 'ravi@example.com' }
  await keptAndNotDone('visit', 'appointments.taken', { body: { start: '2030-05-02T05:30:00Z', contact } })
  await keptAndNotDone('file', 'files.no_room', { name: 'Lebenslauf “März”.txt', size: 5 }, { bytes: 'words' })

  await page.goto(`${server.url}/console`)
  await page.getByText('4 things that were kept in an outage could not be done.').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.keyboard.press('g')
  await page.keyboard.press('o')
  await page.waitForURL(/\/console\/outages$/)
  await page.getByRole('link', { name: 'Outages 4 to see to' }).waitFor()
  await page.getByText('Somebody else had the time. Agree on another time with them.').waitFor()
  expect(await page.getByRole('link', { name: '+91 98765 00001' }).getAttribute('href')).toBe('tel:+919876500001')
  expect(await faultsInBothSchemes(page)).toEqual([])

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download: Somebody sent a file' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('Lebenslauf “März”.txt')

  await page.getByRole('button', { name: 'Try again: A visitor wrote a message' }).click()
  await page.getByText('It is tried again.').waitFor()
  await untilAnswered(visitor, 2)
  expect(await wasSaid(visitor)).toEqual(['3 bhk near Hebbal', 'with a balcony to the east'])
  await page.getByRole('link', { name: 'Outages 3 to see to' }).waitFor()

  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('button', { name: 'Show all of it' }).click()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.getByRole('button', { name: 'Seen to: Ravi Kulkarni asked for a visit' }).press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Seen to?' })
  await sheet.getByText('what was said is deleted here').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Seen to: Ravi Kulkarni asked for a visit' }).click()
  await sheet.getByRole('button', { name: 'It is seen to' }).click()
  await page.getByText('Taken off the list.').waitFor()
  await page.getByRole('listitem', { name: 'Ravi Kulkarni asked for a visit' }).waitFor({ state: 'detached' })
  expect(await page.getByRole('listitem', { name: 'Somebody wrote to the coach' }).count()).toBe(1)

  await database.stop()
  await say(visitor, 'with a gym')
  await visitor.getByText('We have your message.').waitFor()
  await page.getByText('This server keeps one thing').waitFor()
  expect(await faultsInBothSchemes(page)).toEqual([])
  await database.start()
  await server.untilReady()
  await untilAnswered(visitor, 3)
  await page.getByText('Nothing is on its way at present.').waitFor()
})
