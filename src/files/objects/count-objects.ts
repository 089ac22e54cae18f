import type { Asks } from '../../storage/copy/index.ts'

/** Names that are given whole; the rest stand in the table `files`, column `object_key`. */
const NAMED = 1_000

/** What of the files lies in an object store rather than in the database: for whoever carries the database elsewhere. */
export async function countObjects(client: Asks): Promise<{ objects: number; bytes: number; names: string[] }> {
  const asks = client as {
    query(sql: string): Promise<{ rows: { objects: number; bytes: number; names: string[] }[] }>
  }
  const { rows } = await asks.query(
    `select count(*) as objects, coalesce(sum(size), 0)::bigint as bytes,
       array(select object_key from files where place = 's3' order by object_key collate "C" limit ${NAMED}) as names
     from files where place = 's3'`,
  )
  return rows[0]!
}
