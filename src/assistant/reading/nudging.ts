import { countHomes } from '../../catalogue/index.ts'
import type { Turn } from '../../conversations/index.ts'
import { type Nudge, nudgesOf, readNudgeFacts } from '../../leads/index.ts'
import type { Context } from '../../storage/index.ts'
import { hasWish } from '../calls.ts'
import type { Chip } from '../chip.ts'
import { counted, listed } from '../compose/words.ts'
import type { ListingDeed } from '../events.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import type { Plan } from '../plan.ts'
import { placesSpoken } from '../spoken.ts'

/** A nudge as the visitor meets it: one sentence and their next words. */
type Nudging = { nudge: Nudge; text: string; chip: Chip }

/** In these nobody wants anything else to be brought up. */
const APART = new Set([
  'memory',
  'confirm',
  'human',
  'rejection',
  'decline',
  'clarify',
  'visit',
  'callback',
  'appointments',
])
const BUSY = new Set([...APART, 'move', 'cancel', 'release'])
/** The third message of a visitor: no pattern is complete before. */
const EARLIEST = 5

/**
 * What this turn's answer nudges to, if it does. Never beside a booking that is under way, an open question about one, an offer that
 * was refused in this conversation, or to somebody who is frustrated or waits for a person.
 */
export async function nudgingFor(
  ctx: Context,
  turn: Turn,
  mind: Mind,
  plan: Plan,
  { findings, deeds }: { findings: readonly Finding[]; deeds: readonly ListingDeed[] },
): Promise<Nudging | null> {
  const { state, understood } = mind
  if (turn.number < EARLIEST || turn.handOff === 'waiting' || understood.sentiment === 'frustrated') return null
  if (state.arranging || state.confirm || plan.steps.some(step => BUSY.has(step.deed))) return null
  if (findings.some(finding => finding.tool === 'appointment' || finding.tool === 'forget')) return null
  const told = findings.flatMap(finding => (finding.tool === 'facts' ? [finding.listing] : []))
  const viewing = told.filter(home => deeds.some(deed => deed.kind === 'view' && deed.listingId === home.id))
  const facts = await readNudgeFacts(ctx, {
    personId: turn.personId,
    conversationId: turn.conversationId,
    messageNumber: turn.number,
    viewing: viewing.map(home => home.id),
  })
  if (!facts) return null
  const earned = nudgesOf(facts, {
    viewing: viewing.map(({ id, name }) => ({ id, name })),
    budget: understood.objections?.includes('budget') ?? false,
    places: placesSpoken(mind.text, mind.names),
  })
  for (const nudge of earned) {
    const worded = await word(ctx, mind, plan, nudge)
    if (worded) return { nudge, ...worded }
  }
  return null
}

/** In words that lead somewhere; null where this conversation refused the offer or nothing lies behind it. */
async function word(
  ctx: Context,
  mind: Mind,
  plan: Plan,
  { pattern, evidence }: Nudge,
): Promise<Omit<Nudging, 'nudge'> | null> {
  const { ended, letGo } = mind.state
  const homes = (evidence.homes ?? []).filter(name => mind.names.listings.some(listing => listing.name === name))
  const [home, other] = homes
  const visit = (text: string) =>
    home && !letGo && !ended.includes('visit')
      ? { text, chip: { label: `Visit ${home}`, text: `I want to visit ${home}` } }
      : null
  switch (pattern) {
    case 'repeat_views':
      return visit(`You have come back to ${home} more than once: I can arrange a visit whenever it suits you.`)
    case 'abandoned_interest':
      return visit(`You said that you like ${home}: a visit would show you whether it is the one.`)
    case 'decision_readiness': {
      if (!home || !other) return null
      const seen = `You have looked at ${counted(evidence.count ?? 0, 'home')} by now`
      const text =
        (evidence.interests ?? 0) >= 2
          ? `${seen} and like ${listed([home, other])}: I can put these two side by side.`
          : `${seen}: putting two of them side by side is a good way to narrow it down.`
      return { text, chip: { label: 'Compare two', text: `Compare ${home} vs ${other}` } }
    }
    case 'budget_concern':
      if (ended.includes('stretch')) return null
      return home
        ? {
            text: `There are ways to make ${home} fit: I can work out what it would cost by the month.`,
            chip: { label: 'Monthly instalment', text: `EMI for ${home}` },
          }
        : {
            text: 'There are ways to make a budget go further.',
            chip: { label: 'Ways to afford it', text: 'How can I stretch my budget?' },
          }
    case 'location_focus': {
      const place = evidence.place!
      if (ended.includes('nearby')) return null
      const { zone: _zone, city: _city, ...wish } = plan.wish
      if ((await countHomes(ctx, { wish: { ...wish, places: [place], radiusKm: 10 } })) === 0) return null
      return {
        text: `You keep coming back to ${place}: I can also show what lies around it.`,
        chip: { label: `Around ${place}`, text: `Show homes within 10 km of ${place}` },
      }
    }
    case 'long_session':
      return hasWish(plan.wish)
        ? {
            text: 'We have gone through a lot: I can sum up what I have noted for you.',
            chip: { label: 'Sum it up', text: 'What do you remember about me?' },
          }
        : null
  }
}
