import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { openTab, say, serve, temporaryFolder, untilAnswered, visit, wasSaid, withBrowser } from './harness.ts'

withBrowser()

const folder = temporaryFolder()
let server: Server
beforeAll(async () => {
  server = await serve({ folder })
})

test('ask, refine, compare; the thread is there after a reload and after a restart of the server', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { name: 'What kind of home are you looking for?' }).waitFor()
  await say(page, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(page, 1)
  const avalon = page.getByRole('article', { name: 'Velmora Avalon' })
  await avalon.getByRole('cell', { name: '1,640' }).waitFor()
  await avalon.getByRole('img', { name: /Velmora Avalon lies .* km from/ }).waitFor()
  await page.getByRole('button', { name: 'Remove filter: Whitefield' }).waitFor()

  await say(page, 'only under construction')
  await untilAnswered(page, 2)
  await page.getByRole('button', { name: 'Remove filter: Under construction' }).waitFor()

  const newest = page.locator('article[aria-label^="Mosaic,"]').last()
  await newest.getByRole('button', { name: 'Compare', exact: true }).nth(0).click()
  await newest.getByRole('button', { name: 'Compare', exact: true }).nth(1).click()
  await page.getByRole('button', { name: 'Compare 2' }).click()
  await untilAnswered(page, 3)
  await page.getByRole('region', { name: /^Comparison of/ }).waitFor()

  const before = await wasSaid(page)
  expect(before).toHaveLength(3)
  await page.reload()
  await untilAnswered(page, 3)
  expect(await wasSaid(page)).toEqual(before)
  await page.getByRole('button', { name: 'Remove filter: Whitefield' }).waitFor()

  const { port } = new URL(server.url)
  await server.kill9()
  server = await serve({ folder, env: { PORT: port } })
  await page.reload()
  await untilAnswered(page, 3)
  expect(await wasSaid(page)).toEqual(before)
  await page.getByRole('button', { name: 'What we remember' }).click()
  await page.getByText('Your budget goes up to ₹2 crore.').waitFor()
})

test('a filter taken away is gone from the wish; the sheet changes it', async () => {
  const page = await visit(server.url)
  await say(page, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(page, 1)
  await page.getByRole('button', { name: /^Remove filter: Up to/ }).click()
  await page.getByRole('button', { name: /^Remove filter: Up to/ }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Filters' }).click()
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.getByText('Ready to move in').click()
  await sheet.getByRole('button', { name: /^Show \d+ home/ }).click()
  await untilAnswered(page, 2)
  await page.getByRole('button', { name: 'Remove filter: Ready to move in' }).waitFor()
})

test('what is remembered can be corrected, erased, switched off, and all of it erased', async () => {
  const page = await visit(server.url)
  await say(page, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(page, 1)
  await page.getByRole('button', { name: 'What we remember' }).click()
  const panel = page.getByRole('dialog', { name: 'What we remember' })
  await panel.getByText('“3 BHK in Whitefield under 2 crore”').first().waitFor()
  await panel.getByRole('button', { name: 'Correct: Your budget goes up to ₹2 crore.' }).click()
  await panel.getByRole('textbox').fill('2.5')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByText('Your budget goes up to ₹2.5 crore.').waitFor()
  await panel.getByRole('button', { name: /^Erase: .*Whitefield/ }).click()
  await panel.getByRole('button', { name: /^Erase: .*Whitefield/ }).waitFor({ state: 'detached' })
  await panel.getByRole('switch', { name: 'Remember me' }).click()
  await panel.getByRole('switch', { name: 'Remember me', checked: false }).waitFor()

  const download = page.waitForEvent('download')
  await panel.getByRole('link', { name: 'Download everything' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.json$/)

  await panel.getByRole('button', { name: 'Erase everything' }).click()
  const sure = page.getByRole('dialog', { name: 'Erase everything?' })
  await sure.getByRole('button', { name: 'Erase everything' }).click()
  await panel.getByText(/^Everything was erased/).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'What kind of home are you looking for?' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'What kind of home are you looking for?' }).waitFor()
  expect(await wasSaid(page)).toEqual([])
  await say(page, 'hello')
  await untilAnswered(page, 1)
})

test('two tabs show the same thread', async () => {
  const one = await visit(server.url)
  const other = await openTab(one.context(), server.url)
  await say(one, 'Ready to move 2 BHK')
  await untilAnswered(one, 1)
  await untilAnswered(other, 1)
  await say(other, 'in Whitefield')
  await untilAnswered(one, 2)
  expect(await wasSaid(one)).toEqual(['Ready to move 2 BHK', 'in Whitefield'])
  expect(await wasSaid(other)).toEqual(await wasSaid(one))
})

test('a long thread opens at its end and pages back without jumping', async () => {
  const page = await visit(server.url)
  for (let number = 1; number <= 20; number++) {
    const answer = await page.request.post(`${server.url}/api/sales/messages`, {
      headers: { accept: 'application/json', origin: new URL(server.url).origin },
      data: { id: crypto.randomUUID(), text: `thanks ${number}` },
    })
    expect(answer.status()).toBe(200)
  }
  await page.reload()
  await page.getByText('thanks 20', { exact: true }).waitFor()
  await expect.poll(() => page.getByText('thanks 20', { exact: true }).isVisible()).toBe(true)
  expect(await wasSaid(page)).toHaveLength(15)
  const scroller = page.locator('#main')
  const mark = page.getByText('thanks 6', { exact: true })
  await scroller.evaluate(node => node.scrollTo(0, 60))
  await page.getByText('thanks 1', { exact: true }).waitFor()
  const box = await mark.boundingBox()
  expect(box!.y).toBeGreaterThan(0)
  expect(box!.y).toBeLessThan(740)
  expect(await wasSaid(page)).toHaveLength(20)
})
