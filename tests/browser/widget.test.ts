import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Frame } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveSite } from '../../examples/widget/serve.ts'
import type { Server } from '../processes/server.ts'
import { faultsOf, type Page, say, serve, visit, wasSaid, withBrowser } from './harness.ts'

// No cookie of another site's, as browsers have come to do.
withBrowser(['--test-third-party-cookie-phaseout', '--ignore-certificate-errors'])

let server: Server
/** The same server by another name: to a browser another site than the one that listens on 127.0.0.1. */
let desk: string
let site: Awaited<ReturnType<typeof serveSite>>
let ask: Awaited<ReturnType<typeof administrator>>
/** A site that nobody has allowed. */
let stranger: typeof site
/** Another server, on https behind whoever ends it. */
let secure: Awaited<ReturnType<typeof serveSecurely>>
const LOOK = { desk: 'sales', color: '#ffcc00', side: 'right', label: 'Ask us', greeting: null }

beforeAll(async () => {
  ;[server, secure] = await Promise.all([serve(), serveSecurely()])
  desk = `http://localhost:${new URL(server.url).port}`
  ask = await administrator(server)
  const { secret } = (await ask('POST', '/api/admin/settings/widget/secrets')) as { secret: string }
  site = await serveSite({ port: 0, desk, secret })
  stranger = await serveSite({ port: 0, desk })
  await ask('PUT', '/api/admin/settings/widget', { ...LOOK, origins: [site.url] })
})
afterAll(async () => {
  await Promise.all([site?.close(), stranger?.close()])
  secure?.proxy.closeAllConnections()
  secure?.proxy.close()
})

async function administrator(server: Server) {
  const token = new URL(server.firstAdministratorLink!).hash.slice('#token='.length)
  let cookie = ''
  const ask = async (method: string, path: string, json?: object): Promise<unknown> => {
    const headers = { cookie, ...(json && { 'content-type': 'application/json' }) }
    const answer = await fetch(server.url + path, { method, headers, ...(json && { body: JSON.stringify(json) }) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    cookie ||= answer.headers
      .getSetCookie()
      .map(one => one.split(';')[0])
      .join('; ')
    return answer.json()
  }
  const name = { name: 'Asha Admin', email: 'admin@example.com', password: 'correct horse battery' }
  await ask('POST', '/api/first-administrator', { token, ...name })
  return ask
}

const button = (page: Page, name: string | RegExp = /^Ask us/) => page.getByRole('button', { name })
const frameOf = (page: Page): Frame | undefined =>
  page.frames().find(frame => new URL(frame.url()).pathname === '/embed')
const events = (page: Page) => page.getByLabel('What the widget told').innerText()

/** The frame as a page, once one can write in it. */
async function chat(page: Page): Promise<Page> {
  await page.frameLocator('iframe').getByLabel('Your message').waitFor()
  return frameOf(page) as unknown as Page
}

async function answered(page: Page, times: number): Promise<void> {
  const rows = page.frameLocator('iframe').locator('article[aria-label^="Mosaic,"]')
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(times)
}

describe('on a foreign site', () => {
  test('opens, talks, tells the site, closes by Escape, and a reload keeps the thread', async () => {
    const page = await visit(`${site.url}/?name=Ravi`)
    expect(frameOf(page)).toBeUndefined()
    await button(page).click()
    const frame = await chat(page)
    await expect.poll(() => frame.evaluate(() => document.activeElement?.id)).toBe('message')
    expect(await faultsOf(frame)).toEqual([])
    await say(frame, '3 BHK in Whitefield under 2 crore')
    await answered(page, 1)
    expect(await faultsOf(frame)).toEqual([])
    expect(await faultsOf(page)).toEqual([])
    expect((await events(page)).trim().split('\n')).toEqual([
      'open',
      'ready',
      'message {"by":"visitor"}',
      'message {"by":"assistant"}',
    ])
    // The browser kept no cookie for the frame: the thread is found by the frame's own key.
    expect(await page.context().cookies()).toEqual([])
    await frame.getByLabel('Your message').press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className)).toBe('launcher')
    // Closed, it says on its button that somebody has answered.
    const id = await frame.evaluate(
      () => JSON.parse(localStorage.getItem('mosaic.frame.read')!).conversationId as string,
    )
    await ask('POST', `/api/staff/conversations/${id}/take`, {})
    await ask('POST', `/api/staff/conversations/${id}/messages`, { id: randomUUID(), text: 'Asha here.' })
    await button(page, /^Ask us, \d new$/).waitFor()
    await page.reload()
    await button(page, /^Ask us, \d new$/).waitFor()
    await button(page).click()
    await page.frameLocator('iframe').getByText('Asha here.').first().waitFor()
    await answered(page, 1)
    expect(await wasSaid(await chat(page))).toEqual(['3 BHK in Whitefield under 2 crore'])
    await page.getByRole('button', { name: 'Close the chat' }).first().click()
    await page.getByRole('button', { name: 'Clicked 0 times' }).click()
    await page.getByRole('button', { name: 'Clicked 1 times' }).waitFor()
  })

  test('opened by the site about a home, which the first question means', async () => {
    const page = await visit(`${site.url}/body`)
    await page.getByRole('button', { name: 'Ask about Velmora Avalon' }).click()
    const frame = await chat(page)
    await frame.getByText('You are looking at Velmora Avalon').waitFor()
    await say(frame, 'What is the possession date?')
    await answered(page, 1)
    await expect.poll(() => frame.locator('article[aria-label^="Mosaic,"]').innerText()).toContain('Velmora Avalon')
    // What leads to another page of ours opens a window: none of them stands in a frame.
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      frame.getByRole('link', { name: 'Privacy' }).click(),
    ])
    expect(new URL(opened.url()).pathname).toBe('/privacy')
    await opened.close()
  })

  test('its user has the same thread in another browser, and signing out leaves nothing behind', async () => {
    const first = await visit(site.url)
    await button(first).click()
    await say(await chat(first), 'Something near Hebbal')
    await answered(first, 1)
    await first.getByRole('button', { name: 'Sign in as Asha' }).click()
    await expect.poll(() => events(first)).toContain('identified')
    const second = await visit(site.url)
    await second.getByRole('button', { name: 'Sign in as Asha' }).click()
    await button(second).click()
    await answered(second, 1)
    expect(await wasSaid(await chat(second))).toEqual(['Something near Hebbal'])
    await second.getByRole('button', { name: 'Sign out' }).click()
    const frame = second.frameLocator('iframe')
    await frame.getByRole('heading', { name: 'What kind of home' }).waitFor()
    await expect.poll(() => frame.locator('article').count()).toBe(0)
    expect(await first.evaluate("Mosaic('identify', { token: 'none' })")).toBeUndefined()
    await expect.poll(() => events(first)).toContain('problem {"code":"widget.token"}')
  })

  test('stands under COEP, and under a policy that allows it and nothing else', async () => {
    const stands = async (path: string) => {
      const page = await visit(site.url + path)
      await button(page).click()
      await chat(page)
      const color = await button(page, 'Close the chat')
        .first()
        .evaluate(node => getComputedStyle(node).backgroundColor)
      expect([path, color]).toEqual([path, 'rgb(255, 204, 0)'])
    }
    await Promise.all(['/isolated', '/credentialless', '/strict'].map(stands))
  })

  test('on a telephone it fills the window and has a way out', async () => {
    const page = await visit(site.url, { size: 'phone', scheme: 'dark' })
    await button(page).click()
    const frame = await chat(page)
    const box = await page.getByRole('dialog').boundingBox()
    expect(box).toEqual({ x: 0, y: 0, width: 360, height: 740 })
    expect(await faultsOf(frame)).toEqual([])
    await page.getByRole('button', { name: 'Close the chat' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  test('neither side hears anybody but the other', async () => {
    const page = await visit(`${site.url}/?preload=1`)
    await button(page).click()
    await chat(page)
    await page.evaluate(embed => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      // As if the widget's frame had said it.
      window.postMessage({ mosaic: 1, type: 'close' }, '*')
      // A page that says that it is another site's.
      const frame = document.createElement('iframe')
      addEventListener('message', ({ source, data }) => source === frame.contentWindow && heard.push(data))
      frame.id = 'lying'
      frame.src = embed
      document.body.append(frame)
    }, `${desk}/embed?origin=https://evil.example`)
    await page.frameLocator('#lying').getByLabel('Your message').waitFor({ state: 'attached' })
    expect(await page.evaluate('heard')).toEqual([])
    await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(true)
  })

  test('included twice it stands once, and comes back when the page exchanges its body', async () => {
    const page = await visit(site.url)
    await button(page).waitFor()
    await page.addScriptTag({ url: `${desk}/widget.js` })
    await page.evaluate(() => {
      document.body.replaceWith(document.createElement('body'))
    })
    await button(page).waitFor()
    await expect.poll(() => page.locator('[data-mosaic]').count()).toBe(1)
  })
})

describe('where the frame cannot come up', () => {
  test('a site that is not allowed gets a plain link, and its clicks are its own', async () => {
    const page = await visit(`${stranger.url}/?timeout=2`)
    await refusedQuietly(page)
    await button(page).click()
    const link = page.getByRole('link', { name: 'Ask us (opens in a new tab)' })
    await link.waitFor()
    await expect.poll(() => link.getAttribute('href')).toBe(`${desk}/`)
    await expect.poll(() => page.locator('iframe').count()).toBe(0)
    expect(await events(page)).toContain('failed {"reason":"timeout"}')
    await page.getByRole('button', { name: 'Clicked 0 times' }).click()
    await page.getByRole('button', { name: 'Clicked 1 times' }).waitFor()
  })

  test('while Mosaic is away nothing covers the page', async () => {
    const page = await visit(`${site.url}/?timeout=2`)
    await page.route(`${desk}/embed*`, route => route.abort())
    await button(page).click()
    await page.getByRole('button', { name: 'Clicked 0 times' }).click()
    const none = await visit('about:blank')
    await none.route(`${desk}/**`, route => route.abort())
    await none.goto(site.url)
    await none.getByRole('button', { name: 'Clicked 0 times' }).click()
    await none.getByRole('button', { name: 'Clicked 1 times' }).waitFor()
    await expect.poll(() => none.locator('[data-mosaic]').count()).toBe(0)
    await page.getByRole('link', { name: 'Ask us (opens in a new tab)' }).waitFor()
    await page.getByRole('button', { name: 'Clicked 1 times' }).click()
  })

  test('a browser that keeps nothing says so, unless the site keeps the key', async () => {
    const reloads = async (query: string, lasts: boolean) => {
      const page = await visit('about:blank')
      await page.addInitScript(denyStorage)
      await page.goto(site.url + query)
      await button(page).click()
      const frame = await chat(page)
      await expect.poll(() => frame.getByText('keeps nothing for this chat').isVisible()).toBe(!lasts)
      await say(frame, 'Hello')
      await answered(page, 1)
      await page.reload()
      await button(page).click()
      expect(await wasSaid(await chat(page))).toEqual(lasts ? ['Hello'] : [])
    }
    await Promise.all([reloads('', false), reloads('?storage=host', true)])
  })
})

test('an administrator names a site, is told what is none, and sees a secret once', async () => {
  const page = await visit(`${server.url}/sign-in?back=/console/widget`)
  await page.getByLabel('E-mail').fill('admin@example.com')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const sites = page.getByLabel('Sites that may show it')
  const before = await sites.inputValue()
  await sites.fill(`${before}\nhttps://*.com`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('“https://*.com” covers more than one owner’s sites').waitFor()
  await sites.fill(`${before}\nhttps://www.example.com/`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await expect.poll(() => sites.inputValue()).toBe(`${before}\nhttps://www.example.com`)
  await page.getByRole('button', { name: 'Make a new secret' }).click()
  const secret = await page.getByLabel('The secret, shown this once').inputValue()
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(await faultsOf(page)).toEqual([])
  await page.reload()
  await page.getByText(`Ends in ${secret.slice(-4)}`).waitFor()
  await expect.poll(() => page.getByLabel('The secret, shown this once').count()).toBe(0)
})

/** Whoever ends https before Mosaic; with its certificate, for localhost. */
async function endHttps(target: () => string) {
  const pem = (name: string) => fs.readFileSync(new URL(`../../src/storage/testing/tls/${name}`, import.meta.url))
  const proxy = https.createServer({ key: pem('server.key'), cert: pem('server.pem') }, (request, response) => {
    const { method, headers } = request
    const asked = http.request(target() + request.url, { method, headers }, answer => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  return { url: `https://localhost:${(proxy.address() as AddressInfo).port}`, proxy }
}

async function serveSecurely() {
  let behind: Server | undefined
  const { url, proxy } = await endHttps(() => behind!.url)
  behind = await serve({ env: { PUBLIC_URL: url } })
  return { url, proxy, behind }
}

test('on https a cookie for this site alone keeps the thread, where storage is denied too', async () => {
  const { url, behind } = secure
  const askBehind = await administrator(behind)
  const other = await serveSite({ port: 0, desk: url })
  await askBehind('PUT', '/api/admin/settings/widget', { ...LOOK, origins: [other.url] })
  const page = await visit('about:blank')
  await page.addInitScript(denyStorage)
  await page.goto(other.url)
  await button(page).click()
  await say(await chat(page), 'Hello')
  await answered(page, 1)
  const cookies = await page.context().cookies(url)
  expect(cookies.map(({ name, sameSite, secure, httpOnly }) => ({ name, sameSite, secure, httpOnly }))).toEqual([
    { name: '__Host-mosaic-frame', sameSite: 'None', secure: true, httpOnly: true },
  ])
  await page.reload()
  await button(page).click()
  expect(await wasSaid(await chat(page))).toEqual(['Hello'])
  await other.close()
})

/** As a browser does that keeps nothing for frames of other sites. */
function denyStorage(): void {
  if (location.pathname !== '/embed') return
  const get = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  Object.defineProperty(window, 'localStorage', { get })
  Object.defineProperty(window, 'sessionStorage', { get })
}

/** The browser tells the console of a frame that it refuses: that is what happens here on purpose. */
async function refusedQuietly(page: Page): Promise<void> {
  page.removeAllListeners('console')
}
