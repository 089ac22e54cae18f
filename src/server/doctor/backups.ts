import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'
import { ago } from './words.ts'

type Last = { finished_at: Temporal.Instant; checked_at: Temporal.Instant | null; check_error: string | null }

/** How old the newest backup of this store is, and whether it was tried. */
export async function checkBackups({ store }: Patient): Promise<Finding[]> {
  if (!store) return []
  const finding = (state: Finding['state'], says: string, todo: string | null = null): Finding[] => [
    { check: 'backup', state, says, todo },
  ]
  const { rows: found } = await store.pool.query<{ name: string | null }>(
    `select to_regclass('public.backups')::text as name`,
  )
  if (!found[0]!.name) return []
  const { rows } = await store.pool.query<Last>(
    `select finished_at, checked_at, check_error from backups
     where outcome = 'made' and removed_at is null order by number desc limit 1`,
  )
  const failed = await store.pool.query<{ error: string }>(
    `select error from backups where outcome = 'failed'
       and number > coalesce((select max(number) from backups where outcome = 'made'), 0) order by number desc limit 1`,
  )
  const trouble = failed.rows[0]
  if (trouble)
    return finding('problem', `The last backup failed: ${trouble.error}`, 'See Backups in the settings of the console.')
  const last = rows[0]
  if (!last)
    return finding(
      'note',
      'No backup was made by Mosaic itself.',
      store.kind === 'server'
        ? 'Does your provider keep some? `mosaic backup --schedule` makes more.'
        : '`mosaic backup FILE` makes one now; a serving Mosaic makes one each night.',
    )
  const now = Temporal.Now.instant()
  const age = ago(last.finished_at, now)
  if (last.check_error)
    return finding(
      'problem',
      `The newest backup, ${age} old, did not stand its check: ${last.check_error}`,
      'Make another: `mosaic backup FILE`.',
    )
  if (now.since(last.finished_at).total('hours') > 50)
    return finding('problem', `The newest backup is ${age} old.`, 'See whether Mosaic serves, and its log.')
  return finding('ok', `The newest is ${age} old${last.checked_at ? ', restored for a trial and found equal' : ''}.`)
}

/** Passwords brought from elsewhere that rest under a fast hash. */
export async function checkPasswords({ store, ctx }: Patient): Promise<Finding[]> {
  if (!store || !ctx) return []
  const { countFastPasswords } = await import('../../accounts/index.ts')
  const waiting = await countFastPasswords(ctx)
  if (waiting === 0) return []
  return [
    {
      check: 'passwords',
      state: 'note',
      says: `${waiting} imported ${waiting === 1 ? 'one rests' : 'ones rest'} under a fast hash.`,
      todo: `Nothing: a serving Mosaic wraps ${waiting === 1 ? 'it' : 'them'} soon.`,
    },
  ]
}
