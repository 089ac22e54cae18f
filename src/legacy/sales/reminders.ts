import { hash } from 'node:crypto'
import type { Planned, Run, TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { type Beside, findTable, hasColumns, quoted, same } from '../core/source.ts'
import { keyOf, type Raw } from '../core/values.ts'
import { type SalesOptions, stampOf } from './options.ts'
import { type AppointmentKind, personOfContact, personOfUser } from './people.ts'
import { readEmail, readPhone } from './values.ts'

const CHANNELS: Readonly<Record<string, readonly [channel: string, sentBy: string]>> = {
  email: ['email', 'email'],
  mail: ['email', 'email'],
  sms: ['phone', 'sms'],
  phone: ['phone', 'sms'],
  whatsapp: ['phone', 'whatsapp'],
  push: ['push', 'push'],
  app: ['push', 'push'],
  in_app: ['push', 'push'],
  chat: ['chat', 'chat'],
}
const RELATED: readonly { of: AppointmentKind; table: string; words: RegExp }[] = [
  { of: 'visit', table: 'scheduled_visits', words: /visit/ },
  { of: 'callback', table: 'callbacks', words: /call/ },
  { of: 'requested callback', table: 'requested_callbacks', words: /call/ },
]
const CONTACT = ['contact_name', 'contact_phone', 'contact_email'] as const
const PER_TABLE = 2 + CONTACT.length

/** reminders → closed rows of the ledger: what was sent, and what is not sent any more. */
export function reminders(options: SalesOptions): TableMapping {
  return {
    beside: besideOf,
    plan(row, out, run) {
      if (row.raw('id') === null) return { outcome: 'quarantined', code: 'no_key' }
      const about = aboutOf(row, run, options)
      if (about.person === null) return { outcome: 'quarantined', code: 'no_parent' }
      // No profile made them: a row of an appointment did, unless it came again changed and stayed as it was.
      if (about.key !== null && run.person(about.person) === about.person)
        out.add('person', { id: about.person, createdAt: run.now.toString(), origin: 'restored', key: about.key })
      const word = (row.text('channel') ?? '')
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_')
      const by = Object.hasOwn(CHANNELS, word) ? CHANNELS[word]! : undefined
      if (!by) return { outcome: 'quarantined', code: 'unknown_channel', person: about.person }
      const planned: Planned = { outcome: 'imported', person: about.person }
      const sentAt = stampOf(row, 'sent_at', options)
      const createdAt = stampOf(row, 'created_at', options)
      const dueAt = stampOf(row, 'scheduled_time', options) ?? sentAt ?? createdAt ?? run.now
      const attempts = row.number('attempts') ?? 0
      row.home('reminders')
      const person = run.person(about.person)
      if (person === null) return planned
      const status = (row.text('status') ?? '').trim().toLowerCase()
      const isSent = ['sent', 'delivered', 'read'].includes(status)
      const isDue = Temporal.Instant.compare(dueAt, run.now) <= 0
      out.add('reminder', {
        id: run.id('reminder', row.key),
        subjectId: about.subject,
        // Tells it from the reminders that are planned here, and from others of its kind.
        version: 1_000_000_000 + (Number.parseInt(hash('sha256', row.key, 'hex').slice(0, 8), 16) % 1_000_000_000),
        kind: kindOf(row),
        personId: person,
        channel: by[0],
        dueAt: dueAt.toString(),
        timeZone: options.timeZone,
        status: isSent ? 'sent' : isDue ? 'suppressed' : 'cancelled',
        reason: isSent ? null : isDue ? 'imported_past' : 'superseded',
        attempts: Math.max(0, Math.min(3, Math.trunc(attempts))),
        sentBy: isSent ? by[1] : null,
        sentAt: isSent ? (sentAt ?? dueAt).toString() : null,
        subjectLine: row.text('subject'),
        body: row.text('message'),
        createdAt: (createdAt ?? dueAt).toString(),
      })
      return planned
    },
  }
}

/** Of each table that a reminder may be about: the row's key, whose it is, and whether it names anybody. */
function besideOf(run: Run): Beside {
  const select: string[] = []
  const joins: string[] = []
  for (const [n, { table }] of RELATED.entries()) {
    const found = findTable(run.source, table)
    if (!found || !hasColumns(run.source, table, 'id', 'user_id')) {
      select.push(...Array.from({ length: PER_TABLE }, () => 'null'))
      continue
    }
    const alias = `r${n}`
    select.push(`${alias}.id`, `${alias}.user_id`)
    for (const column of CONTACT)
      select.push(hasColumns(run.source, table, column) ? `${alias}.${column}::text` : 'null')
    joins.push(`left join ${quoted(found.name)} ${alias} on ${same(run.source, `${alias}.id`, 't.related_id')}`)
  }
  const profiles = hasColumns(run.source, 'user_profiles', 'user_id')
    ? findTable(run.source, 'user_profiles')
    : undefined
  select.push(profiles ? 'p.user_id' : 'null')
  if (profiles) joins.push(`left join ${quoted(profiles.name)} p on ${same(run.source, 'p.user_id', 't.user_id')}`)
  const isAble = hasColumns(run.source, 'reminders', 'related_id', 'user_id')
  return isAble ? { select, joins: joins.join(' ') } : { select: select.map(() => 'null'), joins: '' }
}

function aboutOf(
  row: Row,
  run: Run,
  { region }: SalesOptions,
): { subject: string; person: string | null; key: string | null } {
  const type = (row.text('related_type') ?? '').toLowerCase()
  const there = RELATED.map(({ of, words }, n) => {
    const [id, userId, ...contact] = row.beside.slice(n * PER_TABLE, n * PER_TABLE + PER_TABLE)
    return { of, fits: type === '' || words.test(type), id, userId, contact }
  }).find(({ fits, id }) => fits && id !== null && id !== undefined)
  const own = row.text('user_id')?.trim() || null
  const hasProfile = row.beside.at(-1) !== null
  if (there) {
    const key = keyOf([there.id!])
    const userId = typeof there.userId === 'string' ? there.userId.trim() || null : null
    const subject = run.id(there.of, key)
    if (userId) return { subject, person: personOfUser(run, userId), key: userId }
    if (isNamed(there.contact, region)) return { subject, person: personOfContact(run, there.of, key), key }
    return { subject, person: own && hasProfile ? personOfUser(run, own) : null, key: null }
  }
  const missing = run.id('missing', type, row.text('related_id') ?? row.key)
  return { subject: missing, person: own && hasProfile ? personOfUser(run, own) : null, key: null }
}

/** Whether the row that it is about made somebody of its contact. */
function isNamed([name, phone, email]: readonly Raw[], region: string): boolean {
  const [called, number, mail] = [name, phone, email].map(said => (typeof said === 'string' ? said.trim() : ''))
  return called !== '' || readPhone(number!, region) !== null || readEmail(mail!) !== null
}

/** A word of the ledger for what it was. */
function kindOf(row: Row): string {
  const word = (row.text('reminder_type') ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  return word === '' ? 'imported' : `imported_${word.slice(0, 60)}`
}
