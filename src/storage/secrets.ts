import { newSecret } from '../kernel/ids.ts'
import type { Database } from './context.ts'

/**
 * The secret of a name, which Mosaic made for itself the first time it was asked: 256 random bits as 43 characters of
 * base64url, or what `make` makes. It lives with the data, so that a redeploy keeps it and every replica has the same; whoever
 * comes second takes what the first one wrote.
 */
export async function ownSecret(db: Database, name: string, make = newSecret): Promise<string> {
  const found = await find(db, name)
  if (found) return found
  await db
    .insertInto('secrets')
    .values({ name, value: make() })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
  return (await find(db, name))!
}

async function find(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}
