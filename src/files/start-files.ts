import { sql } from 'kysely'
import { startLoop } from '../jobs/index.ts'
import type { Context } from '../storage/index.ts'
import { extractText } from './extraction/extract-text.ts'
import { carryFile } from './objects/carry-file.ts'
import { removeObject } from './objects/remove-objects.ts'
import { sweepDaily } from './objects/sweep-objects.ts'
import type { Files } from './settings.ts'

/** No upload lasts so long. */
const ABANDONED = '1 hour'

/** What happens to files without anybody asking; gives the loops to stop. */
export function startFiles(ctx: Context, files: Files) {
  return [
    startLoop(ctx, { name: 'texts of files', everyMs: 1_000, work: ctx => extractText(ctx, files) }),
    startLoop(ctx, { name: 'abandoned uploads', everyMs: 300_000, work: sweepAbandoned }),
    startLoop(ctx, {
      name: 'files and their bytes',
      everyMs: 600_000,
      work: async ctx => (await sweepDaily(ctx, files)) === null,
    }),
    ...(files.objects
      ? [
          startLoop(ctx, {
            name: 'files on their way',
            everyMs: 2_000,
            work: async ctx => !!(await carryFile(ctx, files)),
          }),
          startLoop(ctx, { name: 'objects to remove', everyMs: 5_000, work: ctx => removeObject(ctx, files) }),
        ]
      : []),
  ]
}

/** Takes away what was begun and never ended, by whoever was killed or lost the line. Gives whether there may be more. */
export async function sweepAbandoned(ctx: Context): Promise<boolean> {
  const gone = await sql`
    delete from files where id in (
      select id from files where state = 'receiving' and created_at < ${ctx.now()}::timestamptz - ${ABANDONED}::interval
      limit 100) returning id`.execute(ctx.db)
  return gone.rows.length === 100
}
