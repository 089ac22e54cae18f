import { beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsInBothSchemes, say, serve, untilAnswered, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  server = await serve()
})

describe.each([{ size: 'desktop' }, { size: 'phone' }] as const)(
  'accessible and within the window, by day and by night: $size',
  look => {
    test('the conversation with everything an answer can show, and its panels', async () => {
      const page = await visit(server.url, look)
      await page.getByRole('heading', { level: 2 }).waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await say(page, '3 BHK in Whitefield under 2 crore')
      await untilAnswered(page, 1)
      await say(page, 'Compare Velmora Avalon vs Velmora Citrine')
      await untilAnswered(page, 2)
      await say(page, 'What is the EMI for 1.5 crore?')
      await untilAnswered(page, 3)
      await say(page, 'What is the price and possession of Velmora Avalon?')
      await untilAnswered(page, 4)
      await say(page, '7 BHK in Whitefield under 50 lakh')
      await untilAnswered(page, 5)
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.getByRole('button', { name: 'Filters' }).click()
      await page.getByRole('dialog', { name: 'Filters' }).getByText('Swimming pool').waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'What we remember' }).click()
      await page.getByRole('switch', { name: 'Remember me' }).waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
    })

    test('homes, a home, the comparison', async () => {
      const page = await visit(`${server.url}/homes`, look)
      await page.getByRole('article').first().waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.goto(`${server.url}/homes/velmora-avalon`)
      await page.getByRole('heading', { name: 'At a glance' }).waitFor()
      await page.getByRole('heading', { name: 'Nearby' }).waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
      await page.goto(`${server.url}/compare?ids=velmora-avalon,velmora-citrine`)
      await page.getByRole('table').waitFor()
      expect(await faultsInBothSchemes(page)).toEqual([])
    })

    test.each(['/sign-in', '/welcome', '/invitation', '/reset', '/homes/no-such-home', '/compare'])(
      '%s',
      async address => {
        const page = await visit(server.url + address, look)
        await page.locator('main h1, main h2').first().waitFor()
        expect(await faultsInBothSchemes(page)).toEqual([])
      },
    )
  },
)

test('the catalogue: filters stand in the address, pages follow, nothing found offers the nearest', async () => {
  const page = await visit(`${server.url}/homes`)
  await page.getByRole('article').first().waitFor()
  const first = await page.getByRole('article').count()
  await page.getByRole('button', { name: 'More homes' }).click()
  await expect.poll(() => page.getByRole('article').count()).toBeGreaterThan(first)
  await page.getByRole('region', { name: 'Filters' }).getByText('2.5 BHK').click()
  await page.waitForURL(/bedrooms=2\.5/)
  await page.getByRole('article', { name: 'Velmora Citrine' }).waitFor()
  await page.reload()
  await page.getByRole('article', { name: 'Velmora Citrine' }).waitFor()
  await page.getByRole('button', { name: 'Remove filter: 2.5 BHK' }).waitFor()
  await page.goto(`${server.url}/homes?places=Whitefield&bedrooms=3&maxPrice=1450000000`)
  await page.getByRole('heading', { name: 'Nearest to your wish' }).waitFor()
  await page.getByText('Outside your wish:').first().waitFor()
})

test('a home can be opened, marked and asked about', async () => {
  const page = await visit(`${server.url}/homes/velmora-avalon`)
  await page.getByRole('button', { name: 'Interested' }).click()
  await page.getByRole('button', { name: 'Interested', pressed: true }).waitFor()
  await page.getByRole('button', { name: 'Ask about this home' }).click()
  await untilAnswered(page, 1)
  await page.getByText('Tell me about Velmora Avalon').waitFor()
  await page.getByRole('button', { name: 'What we remember' }).click()
  await page.getByRole('heading', { name: 'Interested in' }).waitFor()
})

test('a home set aside folds away and stays so after a reload', async () => {
  const page = await visit(server.url)
  await say(page, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(page, 1)
  const card = page.getByRole('article', { name: 'Velmora Avalon' })
  await card.getByRole('button', { name: 'Not for me' }).click()
  await card.getByRole('button', { name: 'Price' }).click()
  await page.getByText('is set aside').waitFor()
  await page.reload()
  await page.getByText('is set aside').waitFor()
})

test('by keyboard alone: skip, ask, open the filters, choose, close, compare', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  // The tab order begins where one last clicked: at the very top.
  await page.mouse.click(2, 2)
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Skip to content')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  await page.getByLabel('Your message').focus()
  await page.keyboard.type('3 BHK in Whitefield')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('under 2 crore')
  await page.keyboard.press('Enter')
  await untilAnswered(page, 1)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('message')

  await page.getByRole('button', { name: 'Filters' }).focus()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Filters' })
  await sheet.waitFor()
  await sheet.getByLabel('Gym').focus()
  await page.keyboard.press('Space')
  await expect.poll(() => sheet.getByLabel('Gym').isChecked()).toBe(true)
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  await expect.poll(focused).toBe('Filters')

  await page.getByRole('article', { name: 'Velmora Avalon' }).getByRole('button', { name: 'Compare' }).focus()
  await page.keyboard.press('Space')
  await page.getByText('pick one more').waitFor()
})

test('a finished answer is announced once, and not while it streams', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  await say(page, 'hello')
  await untilAnswered(page, 1)
  await say(page, '3 BHK in Whitefield under 2 crore')
  await untilAnswered(page, 2)
  const log = page.getByRole('log')
  await expect.poll(() => log.textContent()).toContain('Velmora Avalon')
  await expect.poll(() => log.locator('p').count()).toBe(1)
  await expect.poll(() => log.getAttribute('aria-live')).toBe('polite')
})

test('the theme can be chosen and is kept', async () => {
  const page = await visit(server.url)
  await page.getByRole('button', { name: /^Colours follow your device/ }).click()
  await page.getByRole('button', { name: /^Light colours/ }).click()
  await page.reload()
  await page.getByRole('button', { name: /^Dark colours/ }).waitFor()
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
})

test('nothing is loaded from elsewhere, and the first page needs little', async () => {
  const page = await visit(server.url)
  await page.getByRole('heading', { level: 2 }).waitFor()
  await page.waitForLoadState('networkidle')
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(entry => {
      const { name, encodedBodySize } = entry as PerformanceResourceTiming
      return { name, encodedBodySize }
    }),
  )
  expect(loaded.filter(({ name }) => !name.startsWith(server.url))).toEqual([])
  const scripts = loaded
    .filter(({ name }) => name.endsWith('.js'))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)
  expect(scripts).toBeGreaterThan(10_000)
  expect(scripts).toBeLessThan(150_000)
})
