import type { CountryCode } from 'libphonenumber-js/max'
import { z } from 'zod'
import { phoneNumbers } from '../../kernel/phone-numbers.ts'
import { refuse } from '../../kernel/refusal.ts'
import { isTimeZone } from '../../kernel/zones.ts'
import { rememberFacts } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { ContactInput } from '../schema.ts'
import { actedBy } from './record.ts'

export type CheckedContact = { name: string; phone: string | null; email: string | null }

/**
 * Whose national numbers are meant where one is written without a country: those of the business's zone. Zones that are not
 * here, or that several countries share, need the international form.
 */
const COUNTRY: Record<string, CountryCode> = {
  'Asia/Kolkata': 'IN',
  'Asia/Calcutta': 'IN',
  'Asia/Dubai': 'AE',
  'Asia/Singapore': 'SG',
  'Asia/Tokyo': 'JP',
  'Asia/Hong_Kong': 'HK',
  'Asia/Colombo': 'LK',
  'Asia/Kathmandu': 'NP',
  'Asia/Dhaka': 'BD',
  'Asia/Karachi': 'PK',
  'Australia/Sydney': 'AU',
  'Australia/Melbourne': 'AU',
  'Pacific/Auckland': 'NZ',
  'Europe/London': 'GB',
  'Europe/Dublin': 'IE',
  'Europe/Berlin': 'DE',
  'Europe/Paris': 'FR',
  'Europe/Madrid': 'ES',
  'Europe/Rome': 'IT',
  'Europe/Amsterdam': 'NL',
  'Africa/Johannesburg': 'ZA',
  'Africa/Lagos': 'NG',
  'Africa/Nairobi': 'KE',
  'America/New_York': 'US',
  'America/Chicago': 'US',
  'America/Denver': 'US',
  'America/Los_Angeles': 'US',
  'America/Toronto': 'CA',
  'America/Sao_Paulo': 'BR',
}

/**
 * A contact as it is kept: name trimmed, phone as E.164, e-mail in lower case. What is wrong is refused, never dropped or mended:
 * `appointments.name` (empty, or without a letter), `appointments.phone` (no number that can be dialled), `appointments.email`,
 * `appointments.contact` (neither), and with `call` `appointments.phone` where there is none.
 */
export function checkContact(ctx: Context, contact: ContactInput, { call = false } = {}): CheckedContact {
  const name = contact.name.replace(/\s+/g, ' ').trim()
  if (!/\p{L}/u.test(name)) refuse('invalid', 'appointments.name', { message: 'Please give a name.', field: 'name' })
  const phone = checkPhone(ctx, contact.phone)
  const email = checkEmail(contact.email)
  if (call && !phone)
    refuse('invalid', 'appointments.phone', { message: 'Please give the number that we shall call.', field: 'phone' })
  if (!phone && !email)
    refuse('invalid', 'appointments.contact', { message: 'Please give a phone number or an e-mail.', field: 'phone' })
  return { name, phone, email }
}

/** As E.164, with the country of the business where none is named. Refuses `appointments.phone`. */
export function checkPhone(ctx: Context, given: string | undefined): string | null {
  if (!given?.trim()) return null
  const number = phoneNumbers().parsePhoneNumberFromString(given.trim(), {
    defaultCountry: COUNTRY[ctx.business.timeZone],
    extract: false,
  })
  // Calls and messages to premium numbers cost whoever sends them.
  if (!number?.isValid() || number.ext || number.getType() === 'PREMIUM_RATE')
    refuse('invalid', 'appointments.phone', {
      message: 'That is no phone number that can be called. Please check it, with its country code (+91 …).',
      field: 'phone',
    })
  return number.number
}

function checkEmail(given: string | undefined): string | null {
  if (!given?.trim()) return null
  const parsed = z.email().safeParse(given.trim().toLowerCase())
  if (!parsed.success)
    refuse('invalid', 'appointments.email', { message: 'That is no e-mail address. Please check it.', field: 'email' })
  return parsed.data
}

/** What somebody wrote about themselves in a form is remembered; a chat remembers what it hears by itself. */
export async function rememberContact(
  ctx: Context,
  input: { personId: string; source: AppointmentRow['source']; contact: CheckedContact },
): Promise<void> {
  const { personId, source, contact } = input
  if (source !== 'form' || actedBy(ctx) !== 'visitor') return
  const { name, phone, email } = contact
  await rememberFacts(ctx, {
    personId,
    messageId: null,
    source: 'form',
    facts: [
      { key: 'name', value: name },
      ...(phone ? [{ key: 'phone', value: phone } as const] : []),
      ...(email ? [{ key: 'email', value: email } as const] : []),
    ],
  })
}

/** A zone that this machine knows, or null: a browser may have any. */
export function knownZone(zone: string | undefined): string | null {
  return zone && isTimeZone(zone) ? zone : null
}
