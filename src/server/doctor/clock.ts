import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

const NOTED_MS = 2_000
const WRONG_MS = 30_000

/** Our clock held against the database's: reminders, holds and leases are compared across both. */
export async function checkClock({ store, config }: Patient): Promise<Finding[]> {
  if (!store) return []
  await store.pool.query('select 1')
  const before = Date.now()
  const { rows } = await store.pool.query<{ ms: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  )
  const after = Date.now()
  // Within the time of the question it cannot be told.
  const apart = Math.round(rows[0]!.ms - (before + after) / 2)
  const away = Math.max(0, Math.abs(apart) - (after - before) / 2)
  const now = Temporal.Now.zonedDateTimeISO(config?.BUSINESS_TIME_ZONE ?? 'UTC')
  if (away < NOTED_MS)
    return [
      {
        check: 'clock',
        state: 'ok',
        says: `This machine and the database agree. It is ${now.toPlainTime().toString({ smallestUnit: 'minute' })} in ${now.timeZoneId}.`,
        todo: null,
      },
    ]
  return [
    {
      check: 'clock',
      state: away > WRONG_MS ? 'problem' : 'note',
      says: `The clocks of this machine and of the database are ${(Math.abs(apart) / 1000).toFixed(1)} seconds apart; ${apart > 0 ? 'the database is ahead' : 'this machine is ahead'}.`,
      todo: 'Set both by NTP: reminders and holds go by the clock.',
    },
  ]
}
