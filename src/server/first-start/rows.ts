import fs from 'node:fs'
import os from 'node:os'
import type pg from 'pg'
import { newId } from '../../kernel/ids.ts'
import { type Decision, type Told, toldSchema } from './schema.ts'

/** A process that was not seen for so long is gone; each says that it is there every second. */
const GONE_AFTER_SECONDS = 10

/** A process that stands before a database which holds nobody's data yet. */
export type Standing = {
  id: string
  phase: 'serving' | 'undecided' | 'moving'
  linkHash: string | null
  told: Told | null
}

type Row = { id: string; process: string; phase: Standing['phase']; link_hash: string | null; told: unknown }
type Asks = Pick<pg.Pool, 'query'>

/** Says that this process is there, and how far it is; sweeps those that are long gone. */
export async function saySeen(pool: Asks, { id, phase, linkHash, told }: Standing): Promise<void> {
  await orWithout(undefined, () =>
    pool.query(
      `with swept as (delete from first_start_processes where seen_at < now() - interval '1 hour')
       insert into first_start_processes (id, process, phase, link_hash, told, seen_at)
       values ($1, $2, $3, $4, $5, now())
       on conflict (id) do update
         set phase = excluded.phase, link_hash = excluded.link_hash, told = excluded.told, seen_at = excluded.seen_at`,
      [id, `${here()} ${process.pid}`, phase, linkHash, told && JSON.stringify(told)],
    ),
  )
}

export async function leaveRows(pool: Asks, id: string): Promise<void> {
  await orWithout(undefined, () => pool.query('delete from first_start_processes where id = $1', [id]))
}

/** The other processes that are there now. */
export async function listOthers(pool: Asks, id: string): Promise<Standing[]> {
  const { rows } = await orWithout<{ rows: Row[] }>({ rows: [] }, () =>
    pool.query(
      `select id, process, phase, link_hash, told from first_start_processes
       where id <> $1 and seen_at > now() - make_interval(secs => $2) order by id`,
      [id, GONE_AFTER_SECONDS],
    ),
  )
  return rows
    .filter(row => !wasKilled(row.process))
    .map(row => ({
      id: row.id,
      phase: row.phase,
      linkHash: row.link_hash,
      told: toldSchema.safeParse(row.told).data ?? null,
    }))
}

/** Keeps what was decided for a folder, known by the system identifier of its cluster. */
export async function addDecision(
  pool: Asks,
  decision: Decision,
  source: string | null,
  by: 'link' | 'setting' | 'proof',
): Promise<void> {
  await orWithout(undefined, () =>
    pool.query('insert into first_start_decisions (id, decision, source, decided_by) values ($1, $2, $3, $4)', [
      newId(),
      decision,
      source,
      by,
    ]),
  )
}

/** Whether it was decided that this database begins empty although that folder holds data. */
export async function wasLeftEmpty(pool: Asks, source: string | null): Promise<boolean> {
  const { rows } = await orWithout({ rows: [] }, () =>
    pool.query(
      `select from first_start_decisions
       where decision = 'empty_house' and source is not distinct from $1::text limit 1`,
      [source],
    ),
  )
  return rows.length > 0
}

/** Whether it is known by proof that all of that folder is in this database. */
export async function wasMoved(pool: Asks, source: string): Promise<boolean> {
  const { rows } = await orWithout({ rows: [] }, () =>
    pool.query(
      `select from first_start_decisions
       where decision = 'move' and decided_by = 'proof' and source = $1 limit 1`,
      [source],
    ),
  )
  return rows.length > 0
}

/** How many times a move was asked for by the link: a process that counted them sees that there is a new wish. */
export async function countWishes(pool: Asks): Promise<number> {
  const { rows } = await orWithout({ rows: [{ count: 0 }] }, () =>
    pool.query(`select count(*) as count from first_start_decisions where decision = 'move' and decided_by = 'link'`),
  )
  return Number(rows[0]!.count)
}

/** A move takes a database back to before its first migration and brings it up again: for that moment there are no rows. */
async function orWithout<Result>(without: Result, work: () => Promise<unknown>): Promise<Result> {
  try {
    return (await work()) as Result
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return without
    throw error
  }
}

let known: string | undefined

/** Tells machines and containers apart. */
function here(): string {
  known ??= `${os.hostname()} ${fs.existsSync('/proc/self/ns/pid') ? fs.readlinkSync('/proc/self/ns/pid') : ''}`
  return known
}

/** Seen a moment ago, from this very machine, and not there any more. */
function wasKilled(of: string): boolean {
  if (!of.startsWith(`${here()} `)) return false
  try {
    process.kill(Number(of.slice(here().length)), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
