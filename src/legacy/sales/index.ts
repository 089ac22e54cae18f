/**
 * A legacy sales desk on PostgreSQL: user_profiles, scheduled_visits, callbacks (also requested_callbacks) and reminders become
 * persons with facts and a ledger, appointments, and closed reminders.
 *
 * *Wishes* (days, parts of a day, times) are wall clocks of the business; *stamps* without an offset are those of the desk's server. A
 * *deed* is one dated entry of a profile's lists, worth what it is worth today; scores, counters and moods of before are kept as they were
 * and count nothing. Nobody is told anything: what was to be sent is closed, and active appointments that are still to come get
 * reminders of their own.
 */
import type { Mapping } from '../core/mapping.ts'
import { callbacks } from './callbacks.ts'
import type { SalesOptions } from './options.ts'
import { profiles } from './profiles.ts'
import { reminders } from './reminders.ts'
import { visits } from './visits.ts'
import { writers } from './writers.ts'

export type { SalesOptions } from './options.ts'

/** How the tables of a legacy sales desk are taken in. */
export function salesMapping(options: SalesOptions): Mapping {
  return {
    kind: 'legacy-sales',
    tables: {
      user_profiles: profiles(options),
      scheduled_visits: visits(options),
      callbacks: callbacks('callback', options),
      requested_callbacks: callbacks('requested callback', options),
      reminders: reminders(options),
    },
    writers,
  }
}
