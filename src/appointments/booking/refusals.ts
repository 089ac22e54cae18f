import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { StartRefusal } from '../slots/free.ts'
import { nextSessions } from '../slots/free-sessions.ts'
import { nextFree } from '../slots/next-free.ts'

type Wish = { kind?: AppointmentRow['kind']; start: Temporal.Instant; staffId?: string; moving?: string }

const WHY: Record<Exclude<StartRefusal, 'taken'>, string> = {
  past: 'That time is past. Please choose another.',
  notice: 'That is too soon for us to be there. Please choose a later time.',
  beyond: 'That is further ahead than we plan. Please choose an earlier day.',
  holiday: 'We are closed that day, it is a holiday. Please choose another day.',
  closed: 'We give no visits at that time. Please choose another.',
  no_slot: 'That is no time at which a visit can start. Please choose one of those offered.',
}

const WHY_NO_SESSION: Partial<typeof WHY> = {
  notice: 'That is too soon: a coach needs time to prepare. Please choose a later time.',
  closed: 'No coach gives sessions at that time. Please choose another.',
  no_slot: 'Sessions start on the hour and the half hour. Please choose one of the times offered.',
}

/** Refuses a start with the nearest that are free. */
export async function refuseStart(ctx: Context, why: StartRefusal, wish: Wish): Promise<never> {
  const isSession = wish.kind === 'coaching_session'
  if (why === 'taken') ctx.watch?.count('booking.taken', { kind: wish.kind ?? 'site_visit' })
  const alternatives = isSession ? await nextSessions(ctx, wish) : await nextFree(ctx, wish)
  if (why === 'taken' && isSession)
    refuse('conflict', 'appointments.slot_taken', {
      message: 'That time has just been taken. Please choose another.',
      alternatives,
    })
  if (why === 'taken')
    refuse('conflict', 'appointments.taken', {
      message: 'That time has just been taken. Please choose another.',
      alternatives,
    })
  const message = (isSession && WHY_NO_SESSION[why as keyof typeof WHY]) || WHY[why as keyof typeof WHY]
  refuse('invalid', 'appointments.start', { message, why, alternatives })
}

export async function refuseHoldEnded(ctx: Context, wish: Wish): Promise<never> {
  refuse('conflict', 'appointments.hold_ended', {
    message: 'The time is no longer kept for you. Please choose again.',
    alternatives: await nextFree(ctx, wish),
  })
}

export function refuseNotFound(): never {
  refuse('not_found', 'appointments.not_found', 'There is no such appointment, or the link does not open it.')
}

export function refuseState({ status }: Pick<AppointmentRow, 'status'>): never {
  const message = `This appointment is ${status.replace('_', ' ')}; that cannot be done to it any more, or not yet.`
  // Not `status`: that is the one of HTTP in a problem (RFC 9457).
  refuse('conflict', 'appointments.state', { message, currentStatus: status })
}

export function refuseNotYet(): never {
  refuse('conflict', 'appointments.not_yet', 'The appointment has not been yet. Please wait until then.')
}

export function refuseKeyReused(): never {
  refuse('conflict', 'appointments.key_reused', 'This request key was used for something else. Send a new key.')
}

/** Refuses `appointments.version` where somebody else changed it meanwhile. */
export function requireVersion(row: AppointmentRow, version: number | undefined): void {
  if (version !== undefined && version !== row.version)
    refuse('conflict', 'appointments.version', {
      message: 'The appointment was changed meanwhile. Look at it again before you change it.',
      version: row.version,
    })
}
