import { randomBytes } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { type Loop, startLoop } from '../jobs/index.ts'
import type { Context } from '../storage/index.ts'
import { makeFolder, OBJECTS, openPlace } from './places.ts'
import type { Backups } from './settings.ts'

/** Lies beside the backups: ids of who was erased, so that a restored older one erases them again. */
export const ERASURES = 'mosaic-erasures.json'
const LOOK_MS = 60_000

/** What the root knows of erasures; this room keeps their list and reads nothing in it. */
export type Erasures = {
  /** Another one where somebody was erased since. */
  version(ctx: Context): Promise<string>
  /** This store's list with what an earlier one (`found`) names besides; `back`: how many of those it holds unerased. */
  join(ctx: Context, found: string | undefined): Promise<{ list: string; back: number }>
}

/** Keeps the list up to date wherever a backup lies. Nothing where the store keeps nothing. */
export function startErasureList(ctx: Context, backups: Backups, erasures: Erasures): Loop[] {
  if (!backups.possible) return []
  const written = new Map<string, string>()
  const work = async (ctx: Context) => {
    await keepErasureList(ctx, backups, erasures, written)
    return false
  }
  return [startLoop(ctx, { name: 'list of erasures', everyMs: LOOK_MS, work })]
}

/** Looks once; `written` remembers by place which version its list has. A list never loses a name. */
export async function keepErasureList(
  ctx: Context,
  backups: Backups,
  erasures: Erasures,
  written: Map<string, string> = new Map(),
): Promise<void> {
  const { rows } = await sql<{ place: 'folder' | 's3' }>`
    select distinct place from backups where outcome = 'made' and removed_at is null`.execute(ctx.db)
  if (rows.length === 0) return
  const version = await erasures.version(ctx)
  for (const { place } of rows) {
    if (written.get(place) === version || (place === 's3' && !backups.objects)) continue
    const bytes = await openPlace(backups, place).read(ERASURES)
    const found = bytes && (await text(bytes))
    const { list, back } = await erasures.join(ctx, found)
    if (list !== found) await write(backups, place, list)
    if (back > 0)
      ctx.log.warn(
        { place, persons: back },
        `persons who are erased by ${ERASURES} are in this store again: run mosaic person erase --list with it`,
      )
    written.set(place, version)
  }
}

async function write({ folder, objects }: Backups, place: 'folder' | 's3', list: string): Promise<void> {
  if (place === 's3') return objects!.write(`${objects!.prefix}${OBJECTS}${ERASURES}`, Buffer.from(list))
  await makeFolder(folder)
  const file = path.join(folder, ERASURES)
  const part = `${file}.${randomBytes(4).toString('hex')}.part`
  const handle = await open(part, 'wx', 0o600)
  try {
    await handle.writeFile(list)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, file)
}
