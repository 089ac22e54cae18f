import { activeAppointments, nextFree } from '../../appointments/index.ts'
import { findListing, oneReading, searchListings, type Wish, wishSchema } from '../../catalogue/index.ts'
import { clockWords, shortDayWords } from '../../kernel/time-words.ts'
import {
  type Call,
  type CallHeld,
  type Calls,
  cardsFor,
  cardsOfCall,
  listCalls,
  objectionSchema,
  openQuestions,
  orderFacts,
  readPerson,
} from '../../leads/index.ts'
import { factText } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { homeLine } from '../compose/words.ts'
import { NO_RELAXING, SHOWN } from '../findings.ts'
import { readState } from '../state.ts'
import { type SheetRows, sheetOf } from './sheet.ts'

/** The last call with its sheet, and the calls before it. The sheet is made anew from the rows as they stand. */
export async function readCalls(ctx: Context, assistant: Assistant, personId: string): Promise<Calls> {
  const [last, ...earlier] = await listCalls(ctx, personId)
  return {
    current: last ? await withSheet(oneReading(ctx), assistant, personId, last) : null,
    earlier: earlier.map(({ id, startedAt, lines }) => ({ id, startedAt, lines })),
  }
}

async function withSheet(ctx: Context, { settings }: Assistant, personId: string, call: CallHeld): Promise<Call> {
  const state = readState(call.state)
  const wish: Wish = wishSchema.safeParse(state.wish).data ?? {}
  const person = await readPerson(ctx, personId)
  const found =
    Object.keys(wish).length > 0
      ? await searchListings(ctx, { wish, personId, limit: SHOWN, refused: NO_RELAXING })
      : { items: [], total: 0 }
  const focus = state.focus ? ((await findListing(ctx, state.ids[state.focus] ?? state.focus)) ?? null) : null
  const objections = call.objections.flatMap(one => objectionSchema.safeParse(one).data ?? [])
  const name = person.facts.find(fact => fact.key === 'name')?.value
  const rows: SheetRows = {
    name: typeof name === 'string' ? name : null,
    business: ctx.business.name,
    address: ctx.business.publicUrl,
    currency: settings.currency,
    wish,
    stage: call.stage,
    known: orderFacts(person.facts, person.persona).map(({ key, label, value }) => ({
      key,
      label,
      text: factText(key, value),
    })),
    questions: openQuestions(person.keys, person.persona),
    homes: found.items,
    total: found.total,
    focus,
    objections,
    answers: answersFor(focus),
    appointment: await arrangedWords(ctx, personId, settings.timeZone),
    free: await freeWords(ctx, settings.timeZone),
  }
  return {
    id: call.id,
    startedAt: call.startedAt,
    lines: call.lines,
    wish,
    homes: found.items.map(home => ({ id: home.id, slug: home.slug, name: home.name, line: homeLine(home, wish) })),
    total: found.total,
    cards: await cardsOfCall(ctx, call.id),
    sheet: sheetOf(rows),
  }
}

/** The scripts of the objection cards, for the home spoken of. */
function answersFor(focus: SheetFocus): SheetRows['answers'] {
  const text = (state: string | null) => (state ? state : null)
  const cards = cardsFor({
    ...{ messageNumber: 0, messages: 0, shown: 0, stage: 'negotiation', objections: [...objectionSchema.options] },
    ...{ asks: { schools: false, investment: false }, activeVisit: true, openCallback: true },
    listing: focus && {
      ...{
        id: focus.id,
        name: focus.name,
        place: focus.place,
        ready: focus.status === 'ready',
        registration: text(focus.registrationNumber),
      },
      possession: possessionOf(focus),
    },
    ...{ place: focus?.place ?? null, market: null, answered: null, better: null, larger: null, question: null },
  })
  return Object.fromEntries(
    objectionSchema.options.map(kind => [
      kind,
      cards.find(card => card.rule === `${kind}_objection`)?.script ?? undefined,
    ]),
  )
}

type SheetFocus = SheetRows['focus']

function possessionOf({ status, possession }: NonNullable<SheetFocus>): string | null {
  if (status === 'ready') return 'ready to move in'
  if (!possession) return null
  return possession.quarter ? `Q${possession.quarter} ${possession.year}` : String(possession.year)
}

async function arrangedWords(ctx: Context, personId: string, timeZone: string): Promise<string | null> {
  // A session with a coach is none of the sales desk's.
  const [next] = (await activeAppointments(ctx, personId)).filter(
    one => one.status !== 'held' && one.kind !== 'coaching_session',
  )
  if (!next) return null
  const at = next.kind === 'callback' ? next.dueAt : next.start
  if (!at) return null
  const home = next.listing ? ` about ${next.listing.name}` : ''
  return next.kind === 'callback'
    ? `a call by ${timeWords(at, timeZone)}${home}`
    : `a visit on ${timeWords(at, timeZone)}${home.replace(' about ', ' to ')}`
}

async function freeWords(ctx: Context, timeZone: string): Promise<string[]> {
  const slots = await nextFree(ctx, { limit: SHOWN })
  return slots.map(slot => timeWords(Temporal.Instant.from(slot.start), timeZone))
}

/** `Sat 21 Nov, 10:00 am` */
function timeWords(at: Temporal.Instant, timeZone: string): string {
  const local = at.toZonedDateTimeISO(timeZone)
  return `${shortDayWords(local)}, ${clockWords(local)}`
}
