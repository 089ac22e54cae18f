import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, middayZone, type Page, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  // Calls that are promised have hours.
  server = await serve({ env: { BUSINESS_TIME_ZONE: middayZone() } })
})

async function send(page: Page, method: string, path: string, data?: unknown) {
  const headers = { origin: server.url, accept: 'application/json' }
  const answer = await page.request.fetch(`${server.url}${path}`, { method, data, headers })
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
  return answer.json()
}

test('the day at a glance; anything found by keyboard; reports; a light way to the inbox', async () => {
  const guest = await visit(server.url)
  for (const text of ['I am Meera Iyer, 2 BHK in Whitefield under 1.5 crore', 'let me talk to a person'])
    await send(guest, 'POST', '/api/sales/messages', { id: randomUUID(), text })
  const other = await visit(server.url)
  await send(other, 'POST', '/api/sales/messages', { id: randomUUID(), text: 'How much is it?' })
  await send(other, 'POST', '/api/callbacks', {
    contact: { name: 'Rahul Deshpande', phone: '+919845054321' },
    reason: 'pricing',
    urgency: 'urgent',
  })

  const page = await visit('about:blank')
  await send(page, 'POST', '/api/first-administrator', {
    token: new URLSearchParams(new URL(server.firstAdministratorLink!).hash.slice(1)).get('token'),
    name: 'Asha Rao',
    email: 'asha@example.com',
    password: 'four words make sense',
  })

  // What the browser has to run before the inbox stands there, as a server that compresses sends it.
  const scripts = new Map<string, number>()
  page.on('response', async response => {
    if (response.request().resourceType() !== 'script' || !response.ok()) return
    scripts.set(response.url(), gzipSync(await response.body()).length)
  })
  await page.goto(`${server.url}/console/inbox`)
  await page.getByRole('link', { name: /Meera Iyer/ }).waitFor()
  expect(scripts.size).toBeGreaterThan(2)
  expect([...scripts.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000)

  await page.goto(`${server.url}/console`)
  await page.getByRole('heading', { name: /^Good (morning|afternoon|evening), Asha$/ }).waitFor()
  const now = page.getByRole('region', { name: 'Needs you now' })
  await now.getByText('Meera Iyer waits for a person').waitFor()
  await now.getByText('Call Rahul Deshpande').waitFor()
  expect(await faultsOf(page)).toEqual([])

  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.waitForURL(/\/console\/(reports|reminders)/)
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find or go to' })
  await field.fill('meera')
  await page.getByRole('option', { name: /Meera Iyer/ }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/leads\/[0-9a-f-]{36}/)
  // The address changes before the palette has gone; the same keys would close it.
  await field.waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+k')
  await field.fill('zebra crossing')
  // What is opened while a page arrives stays when it is there, and goes with who goes back.
  await page.locator('h1, h2, h3', { hasText: 'Meera Iyer' }).first().waitFor()
  expect(await field.inputValue()).toBe('zebra crossing')
  await page.goBack()
  await field.waitFor({ state: 'hidden' })
  await page.goForward()
  await page.keyboard.press('Control+k')
  await field.fill('zebra crossing')
  await page.getByText('Nothing found for “zebra crossing”').waitFor()
  await field.fill('repo')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/reports/)

  const told = page.getByRole('region', { name: 'What could not be answered' })
  await told.getByText('How much is it?').waitFor()
  const funnel = page.getByRole('region', { name: 'How far leads get' })
  await funnel.getByText('Wrote to us').waitFor()
  await page.getByLabel('Which days').selectOption('7')
  await page.waitForURL(/days=7/)
  // The numbers of before fade until the new ones are there.
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"]') && document.getAnimations().length === 0,
  )
  expect(await faultsOf(page)).toEqual([])

  await page.setViewportSize({ width: 360, height: 740 })
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('link', { name: 'Today', exact: true }).click()
  await now.getByText('Meera Iyer waits for a person').click()
  await page.waitForURL(/\/console\/inbox\/[0-9a-f-]{36}/)
})
