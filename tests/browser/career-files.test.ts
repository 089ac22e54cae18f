import { beforeAll, expect, test } from 'vitest'
import type { Server } from '../processes/server.ts'
import { faultsOf, serve, visit, withBrowser } from './harness.ts'

withBrowser()

let server: Server
beforeAll(async () => {
  server = await serve()
})

const TEXT = `Ana Costa
Project coordinator
ana.costa@example.com

Skills
Excel, Python, SQL

Experience
Programme Coordinator, Health Forward
Mar 2019 – Present
- Coordinated 14 field teams in three regions
- Responsible for my own calendar`

test('a file is uploaded, becomes a résumé, is edited over a reload, compared, restored and deleted', async () => {
  const page = await visit(`${server.url}/career/files`)
  await page.getByText('No files yet').waitFor()
  expect(await faultsOf(page)).toEqual([])
  const input = page.locator('input[type=file]')
  await input.setInputFiles([
    { name: 'Ana — CV.txt', mimeType: 'text/plain', buffer: Buffer.from(TEXT) },
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<html><script>alert(1)</script>') },
  ])
  await page.getByRole('alert').filter({ hasText: 'This kind of file is not taken' }).waitFor()
  const kept = page.getByRole('list', { name: 'Your files' })
  await kept.getByText('Ana — CV.txt').waitFor()
  await page.getByText('1 of 100 files').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download Ana — CV.txt' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('Ana — CV.txt')
  await page.getByRole('button', { name: 'Remove page.html from this list' }).click()
  await page.getByRole('link', { name: 'Make a résumé of it' }).waitFor()
  expect(await faultsOf(page)).toEqual([])

  await page.getByRole('link', { name: 'Make a résumé of it' }).click()
  await page.getByRole('heading', { name: 'New résumé' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Make the résumé' }).click()
  await page.getByRole('heading', { name: 'Ana — CV', level: 1 }).waitFor()
  await page.getByText('First person').waitFor()
  const text = page.getByLabel('Text', { exact: true }).and(page.locator('textarea'))
  await expect.poll(() => text.inputValue()).toBe(TEXT)
  expect(await faultsOf(page)).toEqual([])

  // Half of a sentence is there after a reload.
  await text.fill(TEXT.replace('Responsible for my own calendar', 'Planned 120 visits').replace('14 field', '16 field'))
  await page.getByText('Not a version yet, kept on this device').waitFor()
  await page.reload()
  await expect.poll(() => text.inputValue()).toContain('Planned 120 visits')
  await page.getByRole('button', { name: 'Save as a new version' }).click()
  await page.getByText('Version 2 of 2').waitFor()
  await page.getByText('This is what is saved').waitFor()

  await page.getByLabel('Compare with').selectOption('1')
  await page.getByText('From Version 1 to Version 2').waitFor()
  await expect.poll(() => page.locator('strong').allTextContents()).toEqual(['14', '16'])
  expect(await faultsOf(page)).toEqual([])
  expect(new URL(page.url()).search).toBe('?compare=1')

  await page.getByLabel('Compare with').selectOption('')
  await page.getByLabel('Version', { exact: true }).selectOption('1')
  await page
    .getByRole('listitem')
    .filter({ hasText: 'First person' })
    .getByRole('button', { name: /Show line/ })
    .click()
  await expect.poll(() => page.locator('mark').allTextContents()).toEqual(['- Responsible for my own calendar'])
  await page.reload()
  await page.locator('mark', { hasText: 'Responsible' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Restore this version' }).click()
  await page.getByText('Version 3 of 3').waitFor()
  await expect.poll(() => text.inputValue()).toBe(TEXT)

  await page.getByRole('button', { name: 'Delete this résumé' }).click()
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('No résumé yet').waitFor()
})

test('on a phone in the dark: a text is begun, kept over a reload, and made a résumé', async () => {
  const page = await visit(`${server.url}/career/resumes?new=text`, { size: 'phone', scheme: 'dark' })
  await page.locator('textarea').fill('Half a sentence of')
  await page.reload()
  await expect.poll(() => page.locator('textarea').inputValue()).toBe('Half a sentence of')
  await page.locator('textarea').fill(TEXT)
  await page.getByLabel('Name').fill('Data roles')
  await page.getByRole('button', { name: 'Make the résumé' }).click()
  await page.getByRole('heading', { name: 'Data roles', level: 1 }).waitFor()
  await page.getByText('First person').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.goto(`${server.url}/career/resumes`)
  await page.getByRole('link', { name: /Data roles/ }).waitFor()
  expect(await faultsOf(page)).toEqual([])
})

test('an upload that breaks off is tried again, and one that takes too long is called off', async () => {
  const page = await visit(`${server.url}/career/files`)
  const input = page.locator('input[type=file]')
  const cv = { name: 'cv.txt', mimeType: 'text/plain', buffer: Buffer.from(TEXT) }
  await page.route('**/api/files', route => (route.request().method() === 'POST' ? route.abort() : route.fallback()))
  await input.setInputFiles(cv)
  await page.getByRole('alert').filter({ hasText: 'The connection broke' }).waitFor()
  expect(await faultsOf(page)).toEqual([])
  await page.unroute('**/api/files')
  await page.getByRole('button', { name: 'Try cv.txt again' }).click()
  await page.getByText('1 of 100 files').waitFor()

  // Nobody answers this one.
  await page.route('**/api/files', route => (route.request().method() === 'POST' ? undefined : route.fallback()))
  await input.setInputFiles({ ...cv, name: 'other.txt' })
  await page.getByRole('progressbar', { name: 'Uploading other.txt' }).waitFor()
  const calledOff = page.waitForEvent('requestfailed')
  await page.getByRole('button', { name: 'Cancel other.txt' }).click()
  await page.getByText('other.txt').waitFor({ state: 'detached' })
  // What still waits when nobody stands in its way any more would be sent.
  await calledOff
  await page.unroute('**/api/files')
  await page.reload()
  await page.getByText('1 of 100 files').waitFor()
  await expect.poll(() => page.getByText('other.txt').count()).toBe(0)
})

test('a résumé is put in order for a saved job; signing out names what is no version yet, and leaves nothing here', async () => {
  const page = await visit(`${server.url}/career/jobs`)
  const send = async (method: string, path: string, data: unknown) => {
    const answer = await page.request.fetch(server.url + path, { method, headers: { origin: server.url }, data })
    expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true)
    return answer.json() as Promise<{ resumeId: string }>
  }
  const member = { email: 'ana@example.com', password: 'four words make sense' }
  await send('POST', '/api/account', member)
  await page.reload()
  await page.getByRole('button', { name: /^Save/ }).first().click()
  await page.getByText('Saved', { exact: true }).first().waitFor()
  const { resumeId } = await send('POST', '/api/resumes', { name: 'Data roles', text: TEXT })
  await page.goto(`${server.url}/career/resumes/${resumeId}`)
  await page.getByRole('button', { name: 'Make a version for it' }).click()
  await page.getByText('From Version 1 to Version 2, for').waitFor()
  await page.getByText('put in order by rules').waitFor()
  expect(await faultsOf(page)).toEqual([])

  await page.getByLabel('Compare with').selectOption('')
  const text = page.getByLabel('Text', { exact: true }).and(page.locator('textarea'))
  await text.fill(`${await text.inputValue()}\n- Half a sentence`)
  await page.getByText('Not a version yet, kept on this device').waitFor()
  await page
    .getByRole('banner')
    .getByRole('link', { name: /ana|account/i })
    .click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const question = page.getByRole('dialog', { name: 'Not everything is saved' })
  await question.getByText('changes to a résumé').waitFor()
  await question.getByRole('button', { name: 'Stay signed in' }).click()
  await page.goBack()
  await expect.poll(() => text.inputValue()).toContain('Half a sentence')
  await page.goForward()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await question.getByRole('button', { name: 'Sign out and lose it' }).click()
  await page.waitForURL(/sign-in/)
  expect(await page.evaluate(() => Object.keys(localStorage).filter(key => key !== 'mosaic.theme'))).toEqual([])
  await send('POST', '/api/session', member)
  await page.goto(`${server.url}/career/resumes/${resumeId}`)
  await page.getByText('Version 2 of 2').waitFor()
  expect(await text.inputValue()).not.toContain('Half a sentence')
})
