import { beforeAll, expect, test } from 'vitest'
import type { Slot, SlotDays } from '../../src/appointments/schema.ts'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  server = await serve()
})

const PASSWORD = 'four words make sense'

async function enter(page: Page) {
  await page.goto(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await page.getByLabel('Your name').fill('Asha Rao')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'Asha Rao' }).waitFor()
}

/** What visitors do elsewhere, by the same routes. */
async function send(page: Page, method: string, path: string, data?: unknown) {
  const answer = await page.request.fetch(`${server.url}${path}`, { method, data, headers: { origin: server.url } })
  expect([path, answer.status() < 300, await answer.text()]).toEqual([path, true, expect.anything()])
  return answer.json()
}

const staffTab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name })

/** The same place with dark colours, and on a phone. */
async function faultsElsewhere(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await faultsOf(page)
  await page.setViewportSize({ width: 360, height: 740 })
  const narrow = await faultsOf(page)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 1280, height: 800 })
  return [...dark, ...narrow]
}

test('a booked visit in day and week, confirmed, noted and cancelled; a visit booked for a caller; a call that was promised', async () => {
  const page = await visit(server.url)
  await enter(page)
  await staffTab(page, 'Calendar').click()
  await page.getByRole('region', { name: 'Calendar' }).waitFor()

  const settings = await send(page, 'GET', '/api/admin/settings/appointments')
  await send(page, 'PUT', '/api/admin/settings/appointments', { ...settings, confirm: 'staff' })
  const { days } = (await send(page, 'GET', '/api/slots?days=14')) as SlotDays
  // A day that lies ahead, so that whatever the hour is now the visit has not begun.
  const { date, slots } = days.slice(1).find(day => day.slots.length > 1)!
  const [first, other] = slots as [Slot, Slot]
  const contact = { name: 'Priya Nair', phone: '+919845012345', email: 'priya@example.com' }
  const guest = await visit(server.url)
  const visitBooked = await send(guest, 'POST', '/api/site-visits', { start: first.start, contact })
  await send(guest, 'POST', '/api/callbacks', {
    contact: { name: 'Rahul Deshpande', phone: '+919845054321' },
    reason: 'pricing',
    notes: 'Only in the evening, please.',
  })

  await page.goto(`${server.url}/console/calendar?date=${date}`)
  const block = page.getByRole('link', { name: /Priya Nair/ })
  await block.waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect(await faultsElsewhere(page)).toEqual([])
  await page.keyboard.press('w')
  await page.getByRole('button', { name: 'Week', pressed: true }).waitFor()
  await block.waitFor()
  expect(await faultsOf(page)).toEqual([])
  expect(await faultsElsewhere(page)).toEqual([])
  expect(new URL(page.url()).searchParams.get('view')).toBe('week')
  await page.keyboard.press('ArrowRight')
  await block.waitFor({ state: 'detached' })
  await page.keyboard.press('ArrowLeft')
  await block.waitFor()

  await block.click()
  const sheet = page.getByRole('dialog', { name: 'Visit', exact: true })
  await sheet.getByText('To confirm').waitFor()
  await expect
    .poll(() => sheet.getByRole('link', { name: '+91 98450 12345' }).getAttribute('href'))
    .toBe(`tel:${contact.phone}`)
  // It has not been, so nobody can say yet how it went.
  await expect.poll(() => sheet.getByRole('button', { name: 'Completed' }).count()).toBe(0)
  expect(await faultsOf(page)).toEqual([])
  expect(await faultsElsewhere(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Confirm', exact: true }).click()
  await sheet.getByText('Confirmed', { exact: true }).first().waitFor()
  await sheet.getByLabel(/^Staff notes/).fill('Has a car.')
  await sheet.getByRole('button', { name: 'Save notes' }).click()
  await sheet.getByText('Saved.').waitFor()
  await sheet.getByText('Staff notes written').waitFor()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })

  // A link of a message opens it as well. It changes while somebody writes here: that is seen at once, and what was written stays.
  await page.goto(`${server.url}/console/calendar?appointment=${visitBooked.code}`)
  await sheet.getByLabel(/^Staff notes/).fill('Has a bicycle.')
  const cancelled = { version: 1, reason: 'The road is closed.' }
  await send(page, 'POST', `/api/appointments/${visitBooked.code}/cancel`, cancelled)
  await sheet.getByText('by staff: The road is closed.').waitFor()
  await expect.poll(() => sheet.getByLabel(/^Staff notes/).inputValue()).toBe('Has a bicycle.')
  await sheet.getByRole('button', { name: 'Save notes' }).click()
  await sheet.getByText('Saved.').waitFor()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Book a visit' }).first().click()
  const book = page.getByRole('dialog', { name: 'Book a visit' })
  await book.getByLabel('Name').fill('Meera Iyer')
  await book.getByLabel('Phone').fill('+919845067890')
  await book.getByText('A time not offered').click()
  await book.getByLabel('Day', { exact: true }).fill(other.date)
  await book.getByLabel('Time', { exact: true }).fill(other.start.slice(11, 16))
  expect(await faultsOf(page)).toEqual([])
  await book.getByRole('button', { name: /^Book / }).click()
  await sheet.getByText('Meera Iyer').waitFor()
  await sheet.getByRole('button', { name: 'Cancel the visit' }).click()
  const sure = page.getByRole('dialog', { name: 'Cancel this visit?' })
  await sure.getByLabel(/reads this/).fill('We are fewer that day.')
  expect(await faultsOf(page)).toEqual([])
  await sure.getByRole('button', { name: 'Cancel the visit' }).click()
  await sure.waitFor({ state: 'detached' })
  await sheet.getByText('by staff: We are fewer that day.').waitFor()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  await page.getByText('Not taking place (2)').click()
  await page.getByRole('link', { name: /Meera Iyer.*Cancelled/ }).waitFor()

  await staffTab(page, 'Callbacks 1 open').click()
  const call = page.getByRole('article', { name: 'Call to Rahul Deshpande' })
  await call.getByRole('button', { name: 'No answer' }).click()
  await call.getByLabel('Note (optional)').fill('Rang out.')
  expect(await faultsOf(page)).toEqual([])
  expect(await faultsElsewhere(page)).toEqual([])
  await call.getByRole('button', { name: /^Save/ }).click()
  await call.getByText('“Rang out.”').waitFor()
  await call.getByRole('button', { name: 'Reached' }).click()
  await call.getByRole('button', { name: /^Save/ }).click()
  await page.getByRole('heading', { name: 'Nobody waits for a call' }).waitFor()
})

test('a visit is dragged to another hour and to another day; Escape and second thoughts leave it', async () => {
  const page = await visit(server.url)
  await page.goto(`${server.url}/sign-in`)
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Asha Rao' }).waitFor()
  const { days } = (await send(page, 'GET', '/api/slots?days=14')) as SlotDays
  // Both days in one week, so that one view shows them.
  const at = days.findIndex((day, index) => index > 0 && day.slots.length > 3 && new Date(day.date).getUTCDay() % 6 > 0)
  const [day, next] = [days[at]!, days[at + 1]!]
  const guest = await visit(server.url)
  const contact = { name: 'Kavya Rao', phone: '+919845012399' }
  const booked = await send(guest, 'POST', '/api/site-visits', { start: day.slots[1]!.start, contact })
  const standing = async () => (await send(page, 'GET', `/api/staff/appointments/${booked.code}`)).appointment

  await page.goto(`${server.url}/console/calendar?date=${day.date}`)
  const block = page.getByRole('link', { name: /Kavya Rao/ })
  const dialog = page.getByRole('dialog', { name: 'Move the visit?' })
  const drag = async (x: number, y: number) => {
    await block.waitFor()
    await block.scrollIntoViewIfNeeded()
    const box = (await block.boundingBox())!
    await page.mouse.move(box.x + 20, box.y + 8)
    await page.mouse.down()
    await page.mouse.move(box.x + 20 + x / 2, box.y + 8 + y / 2)
    await page.mouse.move(box.x + 20 + x, box.y + 8 + y)
  }
  await drag(0, 68)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect.poll(() => dialog.count()).toBe(0)
  await drag(0, 68)
  await page.mouse.up()
  await dialog.getByText('Kavya Rao').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Leave it' }).click()
  expect((await standing()).version).toBe(1)
  await drag(0, 68)
  await page.mouse.up()
  await dialog.getByRole('button', { name: 'Move and tell them' }).click()
  await dialog.waitFor({ state: 'detached' })
  const hour = 3_600_000
  const moved = await standing()
  expect(Date.parse(moved.start) - Date.parse(booked.start)).toBe(hour)
  expect(moved).toMatchObject({ version: 2, staffId: moved.staffId })

  await page.goto(`${server.url}/console/calendar?date=${day.date}&view=week`)
  const column = page.getByRole('region', { name: new RegExp(`^\\w+ ${Number(next.date.slice(8))} `) })
  await block.waitFor()
  const [from, to] = [(await block.boundingBox())!, (await column.boundingBox())!]
  await drag(to.x + to.width / 2 - from.x - 20, 0)
  await page.mouse.up()
  await dialog.getByRole('button', { name: 'Move and tell them' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(Date.parse((await standing()).start) - Date.parse(booked.start)).toBe(25 * hour)
  expect((await standing()).staffId).toBe(moved.staffId)
})
