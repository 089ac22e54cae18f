import { registerAccount } from '../src/accounts/index.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic, systemContext } from './mosaic.ts'

const REQUESTS = 3_000
const ROUNDS = 5
const PASSWORD = 'measured in the bench'

/**
 * What being signed in costs: one and the same public route, asked with a session's cookie and without, in turns; and the
 * statements that the cookie adds. Among 20,000 accounts with three sessions each.
 */
export async function benchAccounts(server: BenchServer): Promise<Figure[]> {
  const { running, close } = await startMosaic((await server.make()).url)
  const { pool } = running.state.store!
  const ctx = systemContext(running)
  const email = 'measured@example.com'
  await registerAccount(ctx, { email, password: PASSWORD })
  const opened = await running.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { email, password: PASSWORD },
  })
  const cookie = opened.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  await pool.query(`
    with people as (insert into persons (id, created_at) select gen_random_uuid(), now() from generate_series(1, 20000) returning id),
    made as (
      insert into accounts (id, person_id, name, email, role, origin, created_at, updated_at)
      select gen_random_uuid(), id, 'Somebody', id || '@example.com', 'member', 'sign_up', now(), now() from people returning id)
    insert into account_sessions (id, account_id, token_hash, expires_at, created_at, last_seen_at)
    select gen_random_uuid(), made.id, encode(sha256((made.id || n::text)::bytea), 'hex'), now() + interval '90 days', now(), now()
    from made, generate_series(1, 3) n`)
  await pool.query('vacuum analyze')

  const ask = async (headers: Record<string, string>) => {
    const answer = await running.app.inject({ url: '/api/codes/NO-SUCH-CODE', headers })
    if (answer.statusCode !== 200) throw new Error(`the route answered ${answer.statusCode}`)
  }
  const signedIn = { cookie }
  const statements = (await countStatements(pool, () => ask(signedIn))) - (await countStatements(pool, () => ask({})))
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] }
  for (let round = -1; round < ROUNDS; round++)
    for (const [name, headers] of [
      ['ours', signedIn],
      ['bare', {}],
    ] as const) {
      const began = performance.now()
      for (let n = 0; n < REQUESTS / ROUNDS; n++) await ask(headers)
      // The first round warms up.
      if (round >= 0) times[name].push((performance.now() - began) / (REQUESTS / ROUNDS))
    }
  await close()
  const [ours, bare] = [quantile(times.ours, 0.5), quantile(times.bare, 0.5)]
  return [
    {
      name: 'public route with one read, signed in, against nobody',
      ours,
      bare,
      unit: 'ms',
      ratio: ours / bare,
      aim: '≤ 2',
    },
    { name: '  statements that being signed in adds', ours: statements, unit: '', aim: '1' },
  ]
}

type Pool = { query(...args: never[]): unknown; on(event: 'acquire', heard: (client: Client) => void): unknown }
type Client = { query(...args: unknown[]): unknown }

/** Statements that the pool's connections are sent meanwhile. */
async function countStatements(pool: unknown, work: () => Promise<void>): Promise<number> {
  let count = 0
  const seen = new Map<Client, Client['query']>()
  const heard = (client: Client) => {
    if (seen.has(client)) return
    const query = client.query
    seen.set(client, query)
    client.query = (...args: unknown[]) => {
      count += 1
      return query.apply(client, args)
    }
  }
  const listening = pool as Pool & { off(event: 'acquire', heard: (client: Client) => void): unknown }
  // Later work asks on its own; the least of some tries is ours alone.
  let least = Number.POSITIVE_INFINITY
  listening.on('acquire', heard)
  for (let tries = 0; tries < 20; tries++) {
    count = 0
    await work()
    least = Math.min(least, count)
  }
  listening.off('acquire', heard)
  for (const [client, query] of seen) client.query = query
  return least
}
