import { clockWords, shortDayWords } from '../../kernel/time-words.ts'
import { signalText } from '../ledger/signal-text.ts'
import type { Signal, Stage, Temperature } from '../schema.ts'
import type { TimelineEntry, TimelineKind } from './schema.ts'

/** A row of the timeline as the store gives it; what `data` holds is its branch's. */
export type Told = { at: Temporal.Instant; kind: TimelineKind; id: string; by: string | null; data: Data }

type Message = { id: string; number: number | null } | null
type Data = {
  number?: number
  messages?: number
  message?: Message
  deed?: string
  level?: string | null
  reason?: string | null
  name?: string
  slug?: string | null
  engagement?: number
  intent?: number
  component?: Signal['component']
  row?: Signal['kind']
  booked?: boolean
  sentence?: string
  code?: string | null
  from?: string | null
  to?: string | null
  kind?: string
  start?: string | null
  dueAt?: string | null
  listing?: string | null
  staff?: string | null
  note?: string | null
  actedBy?: string
  reminder?: string
  way?: string
  line?: string | null
  text?: string
  until?: string
  state?: string
  undone?: boolean
}

type Words = { sentence: string; detail?: string | null }

const spelled = (word: string) => word.replaceAll('_', ' ')
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** `Sat 21 Nov, 10:00 am`, in the business's zone. */
function when(instant: string, timeZone: string): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  return `${shortDayWords(at)}, ${clockWords(at)}`
}

const LISTING: Record<string, (name: string) => string> = {
  view: name => `Viewed ${name}`,
  interest: name => `Interested in ${name}`,
  rejection: name => `Rejected ${name}`,
  brochure: name => `Downloaded the brochure of ${name}`,
}

const APPOINTMENT: Record<string, string> = {
  requested: 'asked for',
  booked: 'booked',
  confirmed: 'confirmed',
  moved: 'moved',
  reassigned: 'given to another agent',
  cancelled: 'cancelled',
  completed: 'took place',
  no_show: 'was missed',
  contacted: 'was made',
  no_answer: 'was not answered',
  rated: 'was rated',
  corrected: 'was corrected',
  noted: 'got a note',
}

const HAND_OFF: Record<string, string> = {
  waiting: 'A human is wanted',
  human: 'Taken by a human',
  assistant: 'Given back to the assistant',
  closed: 'Settled',
}

const WAYS: Record<string, string> = {
  email: 'e-mail',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'notification',
  chat: 'a message in the chat',
}

const words: Record<TimelineKind, (data: Data, timeZone: string) => Words> = {
  session: ({ number, messages = 0 }) => ({
    sentence:
      messages > 0
        ? `Wrote ${messages === 1 ? 'one message' : `${messages} messages`} in session ${number}`
        : `Looked around in session ${number}, without writing`,
  }),
  listing: ({ deed, name = '', level, reason }) => ({
    sentence: `${LISTING[deed!]?.(name) ?? name}${level && level !== 'medium' ? `, ${level}` : ''}`,
    detail: reason,
  }),
  signal: ({ component, row, engagement = 0, intent = 0, sentence = '', booked = false }) => ({
    // The entry itself leads to the message.
    sentence: signalText({ component: component!, kind: row!, engagement, intent, sentence, booked, message: null }),
  }),
  stage: ({ from, to }) => ({
    sentence: from ? `From ${from as Stage} to ${to as Stage}` : `Began in ${to as Stage}`,
  }),
  appointment: ({ deed = '', kind, start, dueAt, listing, staff, note }, timeZone) => {
    const isCall = kind === 'callback'
    const what = isCall ? 'Call' : listing ? `Visit to ${listing}` : 'Visit'
    const time = start ? when(start, timeZone) : isCall && dueAt && `by ${when(dueAt, timeZone)}`
    return {
      sentence: [`${what} ${APPOINTMENT[deed] ?? spelled(deed)}`, time, staff && `with ${staff}`]
        .filter(Boolean)
        .join(', '),
      detail: note,
    }
  },
  reminder: ({ reminder = '', way = '', line }) => ({
    sentence: `Sent by ${WAYS[way] ?? way}: ${spelled(reminder)}`,
    detail: line,
  }),
  note: ({ text }) => ({ sentence: 'A note was written', detail: text }),
  override: ({ to, from, reason, until }, timeZone) =>
    to
      ? { sentence: `Set to ${to as Temperature} until ${when(until!, timeZone)}`, detail: reason }
      : { sentence: `No longer set to ${from as Temperature}` },
  owner: ({ to, from }) => ({ sentence: to ? `Became the lead of ${to}` : `No longer the lead of ${from}` }),
  hand_off: ({ state = '', reason }) => ({
    sentence: `${HAND_OFF[state] ?? capital(spelled(state))}${reason ? ` (${spelled(reason)})` : ''}`,
  }),
  merge: ({ undone }) => ({ sentence: undone ? 'Taken apart again' : 'Another person was joined into this lead' }),
}

/** An entry in a sentence, with the way to what it tells of. Times within it stand in the business's zone. */
export function tellEntry({ at, kind, id, by, data }: Told, timeZone: string): TimelineEntry {
  const { sentence, detail } = words[kind](data, timeZone)
  return { id: `${kind}:${id}`, kind, at: at.toString(), sentence, detail: detail ?? null, by, link: linkOf(data) }
}

function linkOf({ message, code, slug }: Data): TimelineEntry['link'] {
  if (code) return { to: 'appointment', code }
  if (message) return { to: 'conversation', id: message.id, number: message.number }
  return slug ? { to: 'listing', slug } : null
}
