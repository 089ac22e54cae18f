import { activeAppointments, toAppointment } from '../appointments/index.ts'
import { findListing, type Listing, listingEventsOf } from '../catalogue/index.ts'
import type { Turn } from '../conversations/index.ts'
import { formatMoney } from '../kernel/money.ts'
import { recallFacts, sessionsOf } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { hasWish } from './calls.ts'
import { nounOf } from './compose/booking.ts'
import { wishWords } from './compose/wish-words.ts'
import { counted, dateWords, grouped, listed } from './compose/words.ts'
import type { Mind } from './mind.ts'
import type { DeskState } from './state.ts'

/** `state` is what a bare greeting leaves behind: a yes accepts what was suggested. */
type Welcome = { text: string; state: Partial<DeskState> }

/** Fewer idle days than this are not worth a number. */
const LONG = 7

/**
 * The opening of the first answer of a session after an earlier one: the name if known, what they liked or looked at last
 * and is still on offer, what changed there since, and one suggestion unless the message is about an appointment itself. Null in a first session and within one.
 */
export async function welcomeBack(
  ctx: Context,
  mind: Mind,
  turn: Turn,
  about: { appointments: boolean },
): Promise<Welcome | null> {
  const { session, personId } = turn
  if (!session || session.first) return null
  const facts = await recallFacts(ctx, personId)
  const name = facts.find(fact => fact.key === 'name')?.value
  const [, before] = await sessionsOf(ctx, personId, 2)
  const { homes, interested } = await lastHomes(ctx, personId)
  const opening = `Welcome back${typeof name === 'string' ? `, ${name}` : ''}!`
  const idle = session.idleDays >= LONG ? ` It has been ${counted(session.idleDays, 'day')}.` : ''
  const names = listed(homes.map(home => home.name))
  const looked = homes.length === 0 ? '' : interested ? ` You liked ${names}.` : ` Last time you looked at ${names}.`
  const news = homes.flatMap(home => changesSince(home, before?.last_at ?? null, mind.timeZone))
  const next = about.appointments ? { text: '', state: {} } : await suggestion(ctx, mind, personId, homes, interested)
  const text = `${opening}${idle}${looked}${news.length > 0 ? ` ${news.join(' ')}` : ''} ${next.text}`
  return { text: text.trim(), state: next.state }
}

async function lastHomes(ctx: Context, personId: string): Promise<{ homes: Listing[]; interested: boolean }> {
  const events = await listingEventsOf(ctx, personId)
  const rejected = new Set(events.rejected.map(event => event.listing.id))
  const latest = (list: typeof events.viewed) =>
    list.filter(event => !rejected.has(event.listing.id)).sort((a, b) => b.lastAt.localeCompare(a.lastAt))
  for (const event of latest(events.interested)) {
    const home = await findListing(ctx, event.listing.id)
    if (home) return { homes: [home], interested: true }
  }
  const homes: Listing[] = []
  for (const event of latest(events.viewed)) {
    const home = homes.length < 3 ? await findListing(ctx, event.listing.id) : undefined
    if (home) homes.push(home)
  }
  return { homes, interested: false }
}

/** Dated rows only: price changes since the last session, and availability if the row was updated since. */
function changesSince(home: Listing, since: Temporal.Instant | null, timeZone: string): string[] {
  if (since === null) return []
  const lastDay = since.toZonedDateTimeISO(timeZone).toPlainDate().toString()
  const news = home.priceHistory
    .filter(change => change.validFrom > lastDay && change.priceMin !== null)
    .slice(0, 2)
    .map(change =>
      `Since ${dateWords(change.validFrom, timeZone)} its ${change.unit} is priced from ${formatMoney({ minor: change.priceMin!, currency: home.currency })}.`.replace(
        'its',
        `${home.name}’s`,
      ),
    )
  if (home.unitsAvailable !== null && Temporal.Instant.compare(Temporal.Instant.from(home.updatedAt), since) > 0)
    news.push(
      home.unitsAvailable === 0
        ? `${home.name} has sold out since.`
        : `${home.name} has ${grouped(home.unitsAvailable)} homes available, by our data of ${dateWords(home.updatedAt, timeZone)}.`,
    )
  return news
}

/** The coming appointment, else a visit to what they like, else the last wish, else an open question. */
async function suggestion(
  ctx: Context,
  mind: Mind,
  personId: string,
  homes: Listing[],
  interested: boolean,
): Promise<Welcome> {
  const { wish, ended } = mind.state
  const [coming] = (await activeAppointments(ctx, personId)).filter(row => row.status !== 'held')
  if (coming) {
    const noun = nounOf(toAppointment(ctx, coming), mind)
    return {
      text: `Coming up: ${noun}.`,
      state: { appointment: coming.code, focus: coming.listing?.name ?? mind.state.focus },
    }
  }
  if (mind.understood.intent !== 'greeting') return { text: '', state: {} }
  const [home] = homes
  if (interested && home && !ended.includes('visit'))
    return { text: `Would you like to visit ${home.name}?`, state: { offer: 'visit', focus: home.name } }
  if (hasWish(wish)) return { text: `Shall I list ${wishWords(wish, mind.currency)} again?`, state: {} }
  return { text: 'What can I look for today?', state: {} }
}
