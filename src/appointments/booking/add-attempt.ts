import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/**
 * A try to reach somebody: successful makes the callback contacted, the others no_answer. Refuses `appointments.state`. The same
 * key is the same attempt.
 */
export async function addAttempt(
  _ctx: Context,
  _input: {
    code: string
    outcome: 'successful' | 'no_answer' | 'busy' | 'wrong_number'
    seconds?: number
    note?: string
    requestKey?: string
  },
): Promise<AppointmentRow> {
  throw new Error('not built')
}
