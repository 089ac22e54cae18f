import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../counterparts/mail.ts'
import { runSql, urlOfFolder } from '../processes/database.ts'
import type { Server } from '../processes/server.ts'
import {
  faultsInBothSchemes,
  faultsOf,
  openTab,
  type Page,
  say,
  serve,
  temporaryFolder,
  untilAnswered,
  visit,
  withBrowser,
} from './harness.ts'

withBrowser()

const folder = temporaryFolder()
let mail: MailServer
let server: Server
beforeAll(async () => {
  mail = await startMailServer()
  server = await serve({ folder, env: { SMTP_URL: mail.url, MAIL_FROM: 'Mosaic Homes <visits@example.com>' } })
})
afterAll(() => mail.close())

const bookingPage = () => `${server.url}/visit?home=velmora-avalon`

/** A day on which no other test books, so that they do not take each other's times. */
async function chooseDay(page: Page, index: number): Promise<void> {
  await page.getByRole('radio').nth(index).check({ force: true })
}

const starts = (page: Page) => page.getByRole('button', { name: /^\d{1,2}:\d\d (am|pm)/ })

async function fillIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Name').fill('Ravi Kumar')
  await page.getByLabel('E-mail', { exact: true }).fill(email)
}

async function bookedCodes(page: Page): Promise<string[]> {
  const answer = await page.request.get(`${server.url}/api/appointments`)
  const { items } = (await answer.json()) as { items: { code: string; status: string }[] }
  return items.filter(item => item.status !== 'held').map(item => item.code)
}

/** The link in the newest mail to an address, on this server's own port. */
async function linkFor(email: string): Promise<string> {
  const links = () =>
    mail.mails
      .filter(taken => taken.envelopeTo.includes(email))
      .flatMap(taken => /\/appointments\/\w{12}#[\w-]+/.exec(taken.text ?? '') ?? [])
  await expect.poll(links, { timeout: 60_000 }).not.toEqual([])
  return server.url + links().at(-1)
}

test('booked by the page, opened by its link without cookies, moved, cancelled', async () => {
  const page = await visit(`${server.url}/homes/velmora-avalon`)
  await page.getByRole('link', { name: 'Book a visit' }).click()
  await chooseDay(page, 3)
  await starts(page).first().click()
  await page.getByText('Kept for you until').waitFor()
  await page.getByRole('button', { name: 'Book this visit' }).click()
  await page.getByText('Please tell us your name.').waitFor()
  expect(await page.getByLabel('Name').evaluate(field => field === document.activeElement)).toBe(true)
  await fillIn(page, 'ravi@example.com')
  await page.reload()
  await expect.poll(() => page.getByLabel('Name').inputValue()).toBe('Ravi Kumar')
  await page.getByRole('button', { name: 'Book this visit' }).dblclick()
  await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
  await page.getByText('The confirmation goes to ravi@example.com').waitFor()
  expect(await bookedCodes(page)).toHaveLength(1)
  await page.getByRole('link', { name: /^Google/ }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Velmora Avalon', level: 1 }).waitFor()

  const link = await linkFor('ravi@example.com')
  const other = await visit(link)
  await other.getByRole('heading', { name: 'Visit to Velmora Avalon' }).waitFor()
  expect((await other.context().cookies()).map(cookie => cookie.name)).toEqual([])
  const file = await other.request.get(
    server.url + (await other.getByRole('link', { name: 'Calendar file' }).getAttribute('href')),
  )
  expect(await file.text()).toMatch(/^BEGIN:VCALENDAR/)
  await other.getByRole('button', { name: 'Another time' }).click()
  const sheet = other.getByRole('dialog', { name: 'Another time' })
  await sheet.getByRole('radio').nth(4).check({ force: true })
  await starts(other).last().click()
  const agree = sheet.getByRole('button', { name: /^Move to / })
  const when = (await agree.textContent())!.replace('Move to ', '')
  await agree.click()
  await sheet.waitFor({ state: 'detached' })
  await other.getByText(when.split(', ')[1]!).first().waitFor()
  await other.reload()
  await other.getByText(when.split(', ')[1]!).first().waitFor()
  expect(other.url()).toBe(link)
  await other.getByRole('switch', { name: 'By e-mail' }).click()
  await other.getByRole('switch', { name: 'By e-mail', checked: false }).waitFor()

  await other.getByRole('button', { name: 'Cancel the visit' }).click()
  const question = other.getByRole('dialog', { name: 'Cancel this visit?' })
  await question.getByLabel('Why? (optional)').fill('We found another home')
  await question.getByRole('button', { name: 'Cancel the visit' }).click()
  await other.getByText('This was cancelled: We found another home').waitFor()
  await other.getByRole('link', { name: 'My appointments' }).last().click()
  await other.getByRole('heading', { name: 'Nothing is booked yet' }).waitFor()
  expect(other.url()).not.toContain('#')
})

test('what changed meanwhile is said before anything is done to it', async () => {
  const page = await visit(bookingPage())
  await chooseDay(page, 5)
  await starts(page).first().click()
  await fillIn(page, 'meera@example.com')
  await page.getByRole('button', { name: 'Book this visit' }).click()
  await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
  const code = new URL(page.url()).pathname.split('/').at(-1)!
  await page.getByRole('button', { name: 'Cancel the visit' }).click()
  const answer = await page.request.get(`${server.url}/api/slots?days=21`)
  const { days } = (await answer.json()) as { days: { slots: { start: string }[] }[] }
  const moved = await page.request.post(`${server.url}/api/appointments/${code}/move`, {
    data: { version: 1, start: days[6]!.slots[2]!.start },
  })
  expect(moved.status()).toBe(200)
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the visit' }).click()
  await page.getByText('This changed while your page was open. It was moved from').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page
    .getByText('Confirmed')
    .or(page.getByRole('heading', { name: 'Your visit is booked' }))
    .first()
    .waitFor()
})

test('a time that others took offers those that are free; one more press has it', async () => {
  const page = await visit(bookingPage())
  await chooseDay(page, 8)
  const wanted = starts(page).nth(1)
  await wanted.waitFor()
  const answer = await page.request.get(`${server.url}/api/slots?days=21`)
  const { days } = (await answer.json()) as { days: { slots: { start: string; free: number }[] }[] }
  const { start, free } = days[8]!.slots[1]!
  for (let other = 0; other < free; other++) {
    const taken = await fetch(`${server.url}/api/site-visits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ start, contact: { name: 'Somebody', email: `other${other}@example.com` } }),
    })
    expect(taken.status).toBe(201)
  }
  await wanted.click()
  await page.getByText('That time has just been taken.').waitFor()
  await page.getByRole('list', { name: 'Free times' }).getByRole('button').first().click()
  await page.getByText('Kept for you until').waitFor()
})

test('offline: what was typed is kept, the booking goes out by itself, once', async () => {
  const page = await visit(bookingPage())
  await chooseDay(page, 9)
  await starts(page).first().click()
  await fillIn(page, 'offline@example.com')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Book this visit' }).click()
  await page.getByText('we try again by ourselves').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
  expect(await bookedCodes(page)).toHaveLength(1)
})

test('an answer that was lost on its way makes no second booking', async () => {
  const page = await visit(bookingPage())
  await chooseDay(page, 10)
  await starts(page).first().click()
  await fillIn(page, 'lost@example.com')
  let lost = false
  await page.route('**/api/site-visits', async route => {
    if (lost) return route.continue()
    lost = true
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Book this visit' }).click()
  await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
  expect(lost).toBe(true)
  expect(await bookedCodes(page)).toHaveLength(1)
})

test('a hold that runs out says so and is had again', async () => {
  const page = await visit('about:blank')
  await page.clock.install()
  await page.goto(bookingPage())
  await chooseDay(page, 11)
  await starts(page).first().click()
  await page.getByText('Kept for you until').waitFor()
  await page.clock.fastForward('11:00')
  await page.getByText('This time is not kept for you any more.').waitFor()
  await page.getByRole('button', { name: 'Keep it again' }).click()
  await page.getByText('The time was still free and is kept for you again.').waitFor()
  await page.getByText('Kept for you until').waitFor()
})

test('another window’s choice ends the hold here, in words', async () => {
  const page = await visit(bookingPage())
  await chooseDay(page, 12)
  await starts(page).first().click()
  await page.getByText('Kept for you until').waitFor()
  const second = await openTab(page.context(), bookingPage())
  await chooseDay(second, 12)
  await starts(second).last().click()
  await second.getByText('Kept for you until').waitFor()
  await page.getByText('You chose a time in another window').waitFor()
  await second.getByRole('button', { name: 'Change the time' }).click()
  await starts(second).first().waitFor()
})

test('a visitor elsewhere reads the time of the place and, beside it, their own', async () => {
  const context = await (await visit('about:blank')).context().browser()!.newContext({ timezoneId: 'America/New_York' })
  const page = await openTab(context, bookingPage())
  await page.getByText('India Standard Time; below each, your own clock (Eastern Time)').waitFor()
  await chooseDay(page, 13)
  await page.getByRole('button', { name: /^10:00 am your own clock: / }).click()
  await page.getByText('On your own clock:').waitFor()
  await context.close()
})

test('by keyboard alone', async () => {
  const page = await visit(bookingPage())
  await starts(page).first().waitFor()
  const chosen = page.getByRole('radio', { checked: true })
  await chosen.focus()
  const first = await chosen.getAttribute('value')
  await page.keyboard.press('ArrowRight')
  expect(await chosen.getAttribute('value')).not.toBe(first)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Kept for you until').waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Your details')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Ravi Kumar')
  await page.keyboard.press('Tab')
  await page.keyboard.type('98123 45679')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
})

test('a call: the promise in words, on its page and in the list', async () => {
  const page = await visit(`${server.url}/callback?home=velmora-avalon`)
  await page.getByLabel('Name').fill('Ravi Kumar')
  await page.getByLabel('Phone').fill('12')
  await page.getByText('30 minutes').click()
  await page.getByRole('button', { name: 'Call me' }).click()
  await page.locator('[aria-invalid="true"]').waitFor()
  await page.getByLabel('Phone').fill('98123 45678')
  await page.getByRole('button', { name: 'Call me' }).click()
  await page.getByRole('heading', { name: /^We call you by .*(am|pm)/ }).waitFor()
  await page.getByRole('link', { name: 'My appointments' }).last().click()
  await page
    .getByRole('article', { name: 'Call about Velmora Avalon' })
    .getByText(/^We call by /)
    .waitFor()
})

test('after the visit it can be rated, by stars and words', async () => {
  const page = await visit(bookingPage())
  await chooseDay(page, 14)
  await starts(page).first().click()
  await fillIn(page, 'stars@example.com')
  await page.getByRole('button', { name: 'Book this visit' }).click()
  await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
  const code = new URL(page.url()).pathname.split('/').at(-1)!
  await runSql(
    urlOfFolder(folder),
    `update appointments set status = 'completed',
       period = tstzrange(now() - interval '3 days', now() - interval '3 days' + interval '1 hour') where code = '${code}'`,
  )
  await page.goto(`${server.url}/appointments/${code}`)
  await page.getByRole('radio', { name: '4 of 5: Good', exact: true }).check({ force: true })
  await page.getByLabel('In your words (optional)').fill('Kind and on time.')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('Thank you. That helps us to do better.').waitFor()
  await page.reload()
  await page.getByRole('radio', { name: '4 of 5: Good', exact: true, checked: true }).waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('in the conversation: a start is tapped, and the card of the visit leads to its page', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  await say(page, 'My name is Ravi Kumar and my number is 9812345678')
  await untilAnswered(page, 1)
  await say(page, 'I would like to visit Velmora Avalon in two weeks')
  await untilAnswered(page, 2)
  await page
    .getByRole('button', { name: /^\w{3} \d+ \w{3}, \d+:\d\d (am|pm)$/ })
    .first()
    .click()
  await untilAnswered(page, 3)
  const card = page.getByRole('article', { name: 'Visit to Velmora Avalon' })
  await card.getByText('Confirmed').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await card.getByRole('link', { name: /^Manage/ }).click()
  await page.getByRole('heading', { name: 'Visit to Velmora Avalon', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Cancel the visit' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the visit' }).click()
  await page.getByText('This was cancelled.').waitFor()
  await page.getByRole('link', { name: 'Chat', exact: true }).click()
  await card.getByText('Cancelled').waitFor()
})

describe.each([{ size: 'desktop' }, { size: 'phone' }] as const)(
  'accessible and within the window, by day and by night: $size',
  look => {
    test('choosing, booking, changing, the list', async () => {
      const page = await visit(bookingPage(), look)
      await chooseDay(page, 15)
      await starts(page).first().waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await starts(page).first().click()
      await page.getByRole('button', { name: 'Book this visit' }).click()
      await page.getByText('Please tell us your name.').waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await fillIn(page, 'axe@example.com')
      await page.getByRole('button', { name: 'Book this visit' }).click()
      await page.getByRole('heading', { name: 'Your visit is booked' }).waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.getByRole('button', { name: 'Another time' }).click()
      await starts(page).first().waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Cancel the visit' }).click()
      await page.getByRole('dialog').waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.goto(`${server.url}/appointments`)
      await page.getByRole('article').first().waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
    })

    test.each([
      '/callback?home=velmora-avalon',
      '/appointments',
      '/appointments/0123456789AB',
      '/visit?home=no-such-home',
    ])('%s', async address => {
      const page = await visit(server.url + address, look)
      await page.locator('main h2, main form, main h1').first().waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
    })
  },
)
