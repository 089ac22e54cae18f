import { parseArgs } from 'node:util'
import { requireAccountByEmail } from '../accounts/index.ts'
import {
  addTimeOff,
  listHolidays,
  listStaff,
  listTimeOff,
  removeTimeOff,
  type SaveStaffInput,
  type StaffMember,
  saveStaff,
  setHolidays,
  setWorkingHours,
} from '../appointments/index.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { readPeriod, readWeek, weekText } from './staff-words.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'staff list                                   everybody on staff and when they work',
  'staff add --name NAME [--role agent|coach] [--email E] [--phone P] [--zone ZONE] [--minutes N] [--per-day N] [--account E]',
  'staff set WHO [the same, --active yes|no]    change what is told; WHO is a name, an e-mail or an id',
  'staff hours WHO DAYS TIMES …                 such as: mon-fri 09:00-13:00,14:00-18:00 sat 10:00-14:00; or: none',
  'staff off WHO [FROM UNTIL [--note TEXT]]     days (the last one included) or 2026-12-24T09:00; without: what is to come',
  'staff off --remove ID                        take time off back',
  'staff holidays [add DATE NAME | remove DATE] days on which nobody is met',
  '                                             all of them: --json',
]

const options = {
  json: { type: 'boolean' },
  name: { type: 'string' },
  role: { type: 'string' },
  email: { type: 'string' },
  phone: { type: 'string' },
  zone: { type: 'string' },
  minutes: { type: 'string' },
  'per-day': { type: 'string' },
  active: { type: 'string' },
  account: { type: 'string' },
  note: { type: 'string' },
  remove: { type: 'string' },
} as const

type Values = ReturnType<typeof parse>['values']

/** `staff list | add | set | hours | off | holidays`: acts as the system. Exit code 2 for words that it does not know. */
export async function staffCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [verb, who, ...more] = positionals
  const tell = (value: unknown, lines: string[]) => {
    for (const line of values.json ? [JSON.stringify(value, null, 2)] : lines) io.out(line)
    return 0
  }
  if (verb === 'list' && !who) {
    const staff = await listStaff(ctx)
    return tell(staff, staff.length > 0 ? staff.flatMap(describe) : ['There is nobody on staff yet.'])
  }
  if (verb === 'add' && !who && values.name !== undefined) {
    const { samples, ...member } = await saveStaff(ctx, { ...(await told(ctx, values)), name: values.name })
    const lines = [`Added ${member.name} (${member.id}).`, ...describe(member)]
    if (samples?.retired.length) lines.push(`Sample staff switched off: ${samples.retired.join(', ')}.`)
    if (samples?.kept.length)
      lines.push(`Sample staff who stay, for somebody has an appointment with them: ${samples.kept.join(', ')}.`)
    return tell({ ...member, ...(samples && { samples }) }, lines)
  }
  if (verb === 'set' && who && more.length === 0) {
    const { id, version } = await find(ctx, who)
    const member = await saveStaff(ctx, { ...(await told(ctx, values)), id, version })
    return tell(member, describe(member))
  }
  if (verb === 'hours' && who && more.length > 0) {
    const { id } = await find(ctx, who)
    const member = await setWorkingHours(ctx, { staffId: id, hours: readWeek(more) })
    return tell(member, describe(member))
  }
  if (verb === 'off' && values.remove && !who) {
    await removeTimeOff(ctx, readId(values.remove))
    return tell({ removed: values.remove }, ['The time off is taken back.'])
  }
  if (verb === 'off' && who && (more.length === 0 || more.length === 2)) return off(ctx, who, more, values, tell)
  if (verb === 'holidays') return holidays(ctx, [who, ...more], tell)
  for (const line of USAGE) io.err(line)
  return 2
}

type Tell = (value: unknown, lines: string[]) => number

async function off(ctx: Context, who: string, [from, until]: string[], values: Values, tell: Tell): Promise<number> {
  const { id, timeZone, name } = await find(ctx, who)
  if (from === undefined || until === undefined) {
    const items = await listTimeOff(ctx, { staffId: id, from: ctx.now() })
    const lines = items.map(item => `${item.start} to ${item.end}  ${item.id}  ${item.note ?? ''}`.trimEnd())
    return tell(items, lines.length > 0 ? lines : [`${name} has no time off to come.`])
  }
  const added = await addTimeOff(ctx, { staffId: id, ...readPeriod(from, until, timeZone), note: values.note })
  const lines = [`${name} is off from ${added.start} to ${added.end} (${added.id}).`]
  if (added.booked.length > 0) lines.push(`Still booked in that time, to be moved by hand: ${added.booked.join(', ')}.`)
  return tell(added, lines)
}

async function holidays(ctx: Context, words: (string | undefined)[], tell: Tell): Promise<number> {
  const [verb, day, ...name] = words
  const known = await listHolidays(ctx)
  if (verb === 'add' && day && name.length > 0)
    await setHolidays(ctx, [...known.filter(holiday => holiday.day !== day), { day, name: name.join(' ') }])
  else if (verb === 'remove' && day && name.length === 0) {
    if (!known.some(holiday => holiday.day === day))
      refuse('not_found', 'appointments.holiday_not_found', `${day} is no holiday.`)
    await setHolidays(
      ctx,
      known.filter(holiday => holiday.day !== day),
    )
  } else if (verb !== undefined)
    refuse('invalid', 'appointments.arguments', 'Write: staff holidays add DATE NAME, or: staff holidays remove DATE')
  const items = await listHolidays(ctx)
  return tell(items, items.length > 0 ? items.map(({ day, name }) => `${day}  ${name}`) : ['There are no holidays.'])
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return refuse('invalid', 'appointments.arguments', (error as Error).message)
  }
}

/** Empty text takes a value away; what is not told stays. */
async function told(ctx: Context, values: Values): Promise<Omit<Partial<SaveStaffInput>, 'id' | 'version'>> {
  const { name, role, email, phone, zone, minutes, account } = values
  const perDay = values['per-day']
  const active = values.active && { yes: true, no: false }[values.active]
  if (values.active !== undefined && typeof active !== 'boolean')
    refuse('invalid', 'appointments.arguments', 'Write --active yes or --active no.')
  return {
    ...(name !== undefined && { name }),
    // Whether it is a role is for the verb to say.
    ...(role !== undefined && { role: role as StaffMember['role'] }),
    ...(email !== undefined && { email: email || null }),
    ...(phone !== undefined && { phone: phone || null }),
    ...(zone !== undefined && { timeZone: zone }),
    ...(minutes !== undefined && { slotMinutes: Number(minutes) }),
    ...(perDay !== undefined && { visitsPerDay: Number(perDay) }),
    ...(typeof active === 'boolean' && { active }),
    ...(account !== undefined && { accountId: account ? (await requireAccountByEmail(ctx, account)).id : null }),
  }
}

async function find(ctx: Context, who: string): Promise<StaffMember> {
  const wanted = who.trim().toLowerCase()
  const found = (await listStaff(ctx)).filter(({ id, name, email }) => [id, name.toLowerCase(), email].includes(wanted))
  if (found.length > 1)
    refuse(
      'invalid',
      'appointments.arguments',
      `Several are called “${who}”. Give the e-mail, or the id of staff list.`,
    )
  return found[0] ?? refuse('not_found', 'appointments.staff_not_found', `There is nobody called “${who}” on staff.`)
}

function readId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text
  return refuse('not_found', 'appointments.time_off_not_found', 'There is no such time off.')
}

function describe(member: StaffMember): string[] {
  const { name, role, email, phone, timeZone, slotMinutes, visitsPerDay, active, sample, accountId, id } = member
  const facts = [role, email, phone, sample && 'sample', !active && 'switched off', accountId && 'signs in']
  return [
    `${name}  ${facts.filter(Boolean).join(', ')}`,
    `  ${timeZone}, ${slotMinutes} minutes, ${visitsPerDay} a day, ${weekText(member.hours)}`,
    `  ${id}`,
  ]
}
