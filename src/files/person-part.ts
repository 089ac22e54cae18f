import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { eraseRows } from './erase-file.ts'

/** What files keep about a person: what they uploaded, with its text. Bytes are downloaded one by one. */
export const filePart = {
  name: 'files',
  async export(ctx: Context, personId: string) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    return {
      files: await rows(sql`
        select id, name, type, size, sha256, created_at, text_state, text_reason from files
        where person_id = ${personId}::uuid and state = 'kept' order by id`),
      file_chunks: [],
      file_texts: await rows(sql`
        select t.file_id, t.text from file_texts t join files f on f.id = t.file_id
        where f.person_id = ${personId}::uuid order by t.file_id`),
    }
  },
  erase: (ctx: Context, personId: string): Promise<Record<string, number>> =>
    eraseRows(ctx, sql`person_id = ${personId}::uuid`),
  async merge(ctx: Context, { from, to }: { from: string; to: string }): Promise<Record<string, string[]>> {
    // An upload id that both used stays with whom the files go to.
    const moved = await sql<{ id: string }>`
      update files f set person_id = ${to}::uuid, client_id = case when exists (
        select from files o where o.person_id = ${to}::uuid and o.client_id = f.client_id) then null else client_id end
      where person_id = ${from}::uuid returning id`.execute(ctx.db)
    return { files: moved.rows.map(({ id }) => id) }
  },
  async unmerge(ctx: Context, input: { from: string; to: string; moved: Record<string, string[]> }): Promise<void> {
    const { from, to, moved } = input
    await sql`
      update files set person_id = ${from}::uuid
      where id = any (${moved.files ?? []}::uuid[]) and person_id = ${to}::uuid`.execute(ctx.db)
  },
}
