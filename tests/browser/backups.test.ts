import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { faultsOf, openTab, serve, temporaryFolder, visit, withBrowser } from './harness.ts'

withBrowser()

test('backups: a failure is seen everywhere and over with the next; one is made, checked, downloaded; the time is changed and taken back', async () => {
  const folder = temporaryFolder()
  const server = await serve({ folder })
  const page = await visit(`${server.url}/welcome${new URL(server.firstAdministratorLink!).hash}`)
  await page.getByLabel('Your name').fill('Asha Rao')
  await page.getByLabel('E-mail').fill('asha@example.com')
  await page.getByLabel('Password').fill('four words make sense')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await page.getByRole('link', { name: 'Backups' }).click()
  await page.getByText('None was made yet.').waitFor()
  await expect
    .poll(() => page.getByRole('switch', { name: 'Back up each day' }).getAttribute('aria-checked'))
    .toBe('true')
  expect(await faultsOf(page)).toEqual([])

  // Something lies where the folder should be.
  const backups = path.join(folder, 'backups')
  fs.rmSync(backups, { recursive: true, force: true })
  fs.writeFileSync(backups, '')
  await page.getByRole('button', { name: 'Back up now' }).press('Enter')
  await page
    .getByText(/^The folder for backups .* cannot be made/)
    .first()
    .waitFor({ timeout: 60_000 })
  const other = await openTab(page.context(), `${server.url}/console/team`)
  await other.getByText('The newest backup failed; it is tried again.').waitFor({ timeout: 60_000 })
  expect(await faultsOf(other)).toEqual([])
  const ready = (await (await fetch(`${server.url}/readyz`)).json()) as { worker: object }
  expect(ready.worker).toEqual({ status: 'failing', failing: ['backups'] })

  fs.rmSync(backups)
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText('Restored and found right').waitFor({ timeout: 120_000 })
  const [name] = fs.readdirSync(backups).filter(each => each.endsWith('.tar'))
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: `Download ${name}` }).click()
  const file = await (await download).path()
  expect(fs.readFileSync(file).equals(fs.readFileSync(path.join(backups, name!)))).toBe(true)
  await expect
    .poll(() => page.getByLabel(/^To restore the newest/).inputValue())
    .toContain(`restore ${path.join(backups, name!)}`)

  await page.getByLabel('At', { exact: true }).fill('04:30')
  await page.getByLabel('Days').fill('3')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved.', { exact: true }).waitFor()
  await page.getByText(/^Next: .*4:30/).waitFor()
  await page.getByText('What was changed before').click()
  await page.getByText('Days that stay: 7 → 3').waitFor()
  await page.getByRole('button', { name: 'Take back' }).click()
  await expect.poll(() => page.getByLabel('Days').inputValue()).toBe('7')

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await faultsOf(page)).toEqual([])
  await page.goto(`${server.url}/console/audit`)
  await page.getByText('Asha Rao downloaded a backup').waitFor()
})
