import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { openTab, say, serve, untilAnswered, visit, wasSaid, withBrowser } from './harness.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  server = await serve()
})

test('what is sent offline stays on the page, also over a reload’s worth of typing, and is delivered once', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor()
  await say(page, 'Villas on Sarjapur Road')
  await page.getByText('It will go out when you are online again.').waitFor()
  await page.getByLabel('Your message').fill('and how far is')
  expect(await wasSaid(page)).toEqual(['Villas on Sarjapur Road'])
  await page.context().setOffline(false)
  await untilAnswered(page, 1)
  expect(await wasSaid(page)).toEqual(['Villas on Sarjapur Road'])
  await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('and how far is')
  await page.reload()
  await untilAnswered(page, 1)
  await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('and how far is')
})

test('a message that left a closed tab undelivered is taken over by the next one', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  await page.route('**/api/sales/messages', route => route.abort())
  await say(page, 'Plots near Devanahalli')
  await page.getByText('Kept here.').waitFor()
  const context = page.context()
  await page.close()
  const next = await openTab(context, server.url)
  await untilAnswered(next, 1)
  expect(await wasSaid(next)).toEqual(['Plots near Devanahalli'])
})

test('a server that asks for patience is asked again by itself, with the same id', async () => {
  const page = await visit(server.url)
  const ids: string[] = []
  await page.route('**/api/sales/messages', async route => {
    ids.push((route.request().postDataJSON() as { id: string }).id)
    if (ids.length > 1) return route.continue()
    const problem = { title: 'Unavailable', status: 503, code: 'storage.unreachable', detail: 'The store is away.' }
    await route.fulfill({
      status: 503,
      headers: { 'retry-after': '2' },
      contentType: 'application/problem+json',
      json: problem,
    })
  })
  await say(page, '2 BHK in Hebbal')
  await page.getByText(/Sending again\s+in \d s/).waitFor()
  await untilAnswered(page, 1)
  expect(ids).toHaveLength(2)
  expect(ids[1]).toBe(ids[0])
  expect(await wasSaid(page)).toEqual(['2 BHK in Hebbal'])
})

test('an answer cut in the middle is fetched again and stands once', async () => {
  const page = await visit(server.url)
  let cut = false
  await page.route('**/api/sales/messages', async route => {
    if (cut) return route.continue()
    cut = true
    const whole = await route.fetch()
    const text = await whole.text()
    await route.fulfill({ response: whole, body: text.slice(0, text.length / 2) })
  })
  await say(page, '3 BHK in Whitefield')
  await untilAnswered(page, 1)
  expect(await wasSaid(page)).toEqual(['3 BHK in Whitefield'])
  await page.reload()
  await untilAnswered(page, 1)
})

test('what the server refuses can be changed and sent', async () => {
  const page = await visit(server.url)
  await page.route('**/api/sales/messages', async route => {
    const problem = { title: 'Bad', status: 400, code: 'conversations.bad', detail: 'This message cannot be read.' }
    await route.fulfill({ status: 400, contentType: 'application/problem+json', json: problem })
  })
  await say(page, 'hello there')
  await page.getByText('This message cannot be read.').waitFor()
  await page.unroute('**/api/sales/messages')
  await page.getByRole('button', { name: 'Edit' }).click()
  await expect.poll(() => page.getByLabel('Your message').inputValue()).toBe('hello there')
  await page.getByLabel('Your message').press('Enter')
  await untilAnswered(page, 1)
})

test('messages sent while an answer is still coming are answered in order', async () => {
  const page = await visit(server.url)
  await say(page, '3 BHK in Whitefield')
  await say(page, 'under 2 crore')
  await say(page, 'ready to move')
  await untilAnswered(page, 3)
  expect(await wasSaid(page)).toEqual(['3 BHK in Whitefield', 'under 2 crore', 'ready to move'])
})

test('markup in a message is text', async () => {
  const page = await visit(server.url)
  const text =
    '<img src=x onerror="document.title=\'taken\'"> <script>document.title="taken"</script> **not bold** &amp;'
  await say(page, text)
  await untilAnswered(page, 1)
  await page.reload()
  await untilAnswered(page, 1)
  expect(await wasSaid(page)).toEqual([text])
  expect(await page.title()).not.toBe('taken')
  await expect.poll(() => page.locator('#main img, #main script').count()).toBe(0)
})

test('a first visit gets one key, however much is asked at once', async () => {
  const page = await visit(`${server.url}/homes/velmora-avalon`)
  await page.getByRole('button', { name: 'Ask about this home' }).click()
  await untilAnswered(page, 1)
  const keys = new Set<string>()
  page.on('request', async request => {
    const cookie = (await request.allHeaders()).cookie
    if (cookie && request.url().includes('/api/')) keys.add(cookie)
  })
  await page.reload()
  await untilAnswered(page, 1)
  await page.getByRole('button', { name: 'What we remember' }).click()
  await page.getByRole('heading', { name: 'Looked at' }).waitFor()
  expect(keys.size).toBe(1)
})

test('what is written while the last answer is being settled is not lost', async () => {
  const page = await visit(server.url)
  await say(page, '3 BHK in Whitefield')
  await untilAnswered(page, 1)
  let asked = 0
  await page.route('**/api/sales/conversation*', async route => {
    asked++
    await new Promise(resolve => setTimeout(resolve, 800))
    await route.continue()
  })
  await say(page, 'under 2 crore')
  await expect.poll(() => asked).toBeGreaterThan(0)
  await say(page, 'ready to move')
  await untilAnswered(page, 3)
  expect(await wasSaid(page)).toEqual(['3 BHK in Whitefield', 'under 2 crore', 'ready to move'])
})
