import { openEngine } from '../engine/index.ts'
import type { TestServer } from './index.ts'

/**
 * A throwaway PostgreSQL for a test run: the embedded engine 18, or the oldest supported server from tests/postgresql-15.
 * `MOSAIC_TEST_DATABASE_URL` names a running server instead, which saves half a second while writing a test.
 */
export async function openTestServer(
  postgres: 15 | 18,
): Promise<{ connection: TestServer['connection']; close(): Promise<unknown> }> {
  const url = process.env.MOSAIC_TEST_DATABASE_URL
  if (url && postgres === 18) {
    const parsed = new URL(url)
    const connection = {
      host: parsed.searchParams.get('host') ?? parsed.hostname,
      port: Number(parsed.port || 5432),
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password) || undefined,
      database: parsed.pathname.slice(1),
    }
    return { connection, close: async () => {} }
  }
  const engine = await openEngine(undefined, { throwaway: true, settings: { max_connections: '120' } })
  return { connection: engine.connection, close: () => engine.close() }
}
