import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Context, ownSecret } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/** Crockford's base32: no I, L, O and U, which are misread. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A public code: 12 letters, 60 random bits. It names an appointment and opens nothing. */
export function newCode(): string {
  return Array.from(randomBytes(12), byte => LETTERS[byte & 31]).join('')
}

/** What opens one appointment without an account: an HMAC of its id, 43 characters of base64url. It does not end; erasing the person ends it. */
export async function appointmentKey(ctx: Context, appointmentId: string): Promise<string> {
  return createHmac('sha256', await linkSecret(ctx))
    .update(appointmentId)
    .digest('base64url')
}

/** By the handle that they were read with: a secret never changes, and every message to a visitor needs this one. */
const secrets = new WeakMap<Context['db'], string>()

async function linkSecret({ db }: Context): Promise<string> {
  const known = secrets.get(db)
  if (known) return known
  const secret = await ownSecret(db, 'appointment links')
  secrets.set(db, secret)
  return secret
}

/** Whether the key belongs to this appointment; compared in constant time. */
export async function isAppointmentKey(ctx: Context, appointmentId: string, key: string): Promise<boolean> {
  const right = Buffer.from(await appointmentKey(ctx, appointmentId))
  const given = Buffer.from(key)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** `PUBLIC_URL/appointments/CODE#KEY`: what follows # is sent to no server and stands in no log. */
export async function manageLink(ctx: Context, row: AppointmentRow): Promise<string> {
  return `${ctx.business.publicUrl}/appointments/${row.code}#${await appointmentKey(ctx, row.id)}`
}
