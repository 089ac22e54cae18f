import { afterEach, expect, test, vi } from 'vitest'
import { withStore } from './store.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a command speaks to the database as the server does: with the authorities that the settings name', async () => {
  vi.stubEnv('DATABASE_URL', 'postgres://mosaic@database.invalid/mosaic')
  vi.stubEnv('DATABASE_CA_FILE', '/nowhere/ca.pem')
  await expect(withStore(async () => 0)).rejects.toMatchObject({ code: 'storage.tls_file' })
})
