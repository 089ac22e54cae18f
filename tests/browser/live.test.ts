import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { type Browser, firstAdministrator } from '../processes/visitor.ts'
import { faultsOf, openTab, type Page, say, serve, untilAnswered, visit, wasSaid, withBrowser } from './harness.ts'

withBrowser()

let server: Server
let admin: Browser
beforeAll(async () => {
  server = await serve()
  admin = await firstAdministrator(server.url, server.firstAdministratorLink!)
})

const thread = (page: Page) => page.getByRole('list', { name: 'Messages' })

test('a visitor in two tabs: what one says, the house answers and staff write is in both at once', async () => {
  const page = await visit(server.url, { size: 'phone' })
  await say(page, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(page, 1)
  const other = await openTab(page.context(), server.url)
  await untilAnswered(other, 1)
  await say(other, 'thank you')
  await untilAnswered(other, 2)
  await untilAnswered(page, 2)
  expect(await wasSaid(page)).toEqual(['3 BHK in Whitefield under 2 crore', 'thank you'])

  const listed = (await admin.expect(200, 'GET', '/api/staff/conversations?state=all')) as { items: { id: string }[] }
  const path = `/api/staff/conversations/${listed.items[0]!.id}`
  await admin.expect(200, 'POST', `${path}/take`)
  for (const tab of [page, other]) await tab.getByText('Asha Admin from').waitFor()
  await admin.expect(200, 'POST', `${path}/presence`, { json: { typing: true } })
  await page.getByText('is writing').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await admin.expect(201, 'POST', `${path}/messages`, { json: { id: randomUUID(), text: 'Saturday at eleven?' } })
  for (const tab of [page, other]) await thread(tab).getByText('Saturday at eleven?').waitFor()

  // Without a connection nothing is lost, and what was said meanwhile comes with it.
  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor()
  await say(page, 'Yes, eleven is fine')
  await admin.expect(201, 'POST', `${path}/messages`, { json: { id: randomUUID(), text: 'Are you there?' } })
  await page.context().setOffline(false)
  await thread(page).getByText('Are you there?').waitFor()
  await thread(other).getByText('Yes, eleven is fine').waitFor()
  const rows = await page.locator('article').allTextContents()
  expect(new Set(rows).size, 'nothing twice').toBe(rows.length)
})

test('a browser with many tabs goes on asking: streams leave connections free', async () => {
  const page = await visit(server.url)
  await say(page, 'hello')
  await untilAnswered(page, 1)
  const tabs = [page]
  for (let at = 0; at < 7; at++) {
    tabs.push(await openTab(page.context(), server.url))
    await untilAnswered(tabs.at(-1)!, 1)
  }
  await say(tabs.at(-1)!, '2 bhk in Hebbal')
  await untilAnswered(tabs.at(-1)!, 2)
  await untilAnswered(tabs[0]!, 2)
})
