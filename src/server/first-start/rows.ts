import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Database } from '../../storage/index.ts'
import { type Decision, type Told, toldSchema } from './schema.ts'

/** A process that was not seen for so long is gone; each says that it is there every second. */
const GONE_AFTER_SECONDS = 10

/** A move takes a database back to before its first migration and brings it up again: for that moment there are no rows. */
async function orWithout<Result>(without: Result, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return without
    throw error
  }
}

/** A process that stands before a database which holds nobody's data yet. */
export type Standing = {
  id: string
  phase: 'serving' | 'undecided' | 'moving'
  linkHash: string | null
  told: Told | null
}

/** Says that this process is there, and how far it is; sweeps those that are long gone. */
export async function saySeen(db: Database, { id, phase, linkHash, told }: Standing): Promise<void> {
  await orWithout(undefined, () => writeSeen(db, { id, phase, linkHash, told }))
}

async function writeSeen(db: Database, { id, phase, linkHash, told }: Standing): Promise<undefined> {
  await sql`
    insert into first_start_processes as p (id, phase, link_hash, told, seen_at)
    values (${id}, ${phase}, ${linkHash}, ${told ? JSON.stringify(told) : null}::jsonb, now())
    on conflict (id) do update
      set phase = excluded.phase, link_hash = excluded.link_hash, told = excluded.told, seen_at = excluded.seen_at`.execute(
    db,
  )
  await sql`delete from first_start_processes where seen_at < now() - interval '1 hour'`.execute(db)
}

export async function leaveRows(db: Database, id: string): Promise<void> {
  await db.deleteFrom('first_start_processes').where('id', '=', id).execute()
}

/** The other processes that are there now. */
export async function listOthers(db: Database, id: string): Promise<Standing[]> {
  return orWithout([], () => readOthers(db, id))
}

async function readOthers(db: Database, id: string): Promise<Standing[]> {
  const { rows } = await sql<{ id: string; phase: Standing['phase']; link_hash: string | null; told: unknown }>`
    select id, phase, link_hash, told from first_start_processes
    where id <> ${id} and seen_at > now() - make_interval(secs => ${GONE_AFTER_SECONDS}) order by id`.execute(db)
  return rows.map(row => ({
    id: row.id,
    phase: row.phase,
    linkHash: row.link_hash,
    told: toldSchema.safeParse(row.told).data ?? null,
  }))
}

/** Keeps what was decided for a folder, known by the system identifier of its cluster. */
export async function addDecision(
  db: Database,
  decision: Decision,
  source: string | null,
  by: 'link' | 'setting',
): Promise<void> {
  await db.insertInto('first_start_decisions').values({ id: newId(), decision, source, decided_by: by }).execute()
}

/** Whether it was decided that this database begins empty although that folder holds data. */
export async function wasLeftEmpty(db: Database, source: string | null): Promise<boolean> {
  return orWithout(false, async () => {
    const { rows } = await sql`
      select from first_start_decisions
      where decision = 'empty_house' and source is not distinct from ${source}::text limit 1`.execute(db)
    return rows.length > 0
  })
}

/** How many times a move was asked for by the link: a process that counted them sees that there is a new wish. */
export async function countWishes(db: Database): Promise<number> {
  return orWithout(0, async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from first_start_decisions where decision = 'move' and decided_by = 'link'`.execute(db)
    return rows[0]!.count
  })
}
