import { nextFree } from '../../appointments/index.ts'
import type { Turn } from '../../conversations/index.ts'
import { countSaid, type Nudge } from '../../leads/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Chip } from '../chip.ts'
import { asksVisit } from '../chips.ts'
import type { ListingDeed } from '../events.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import type { Plan } from '../plan.ts'
import type { DeskState } from '../state.ts'
import { isUnhappy, joinedWords, offersPerson, personChip, type Urgent, urgencyOf } from './escalate.ts'
import { nudgingFor } from './nudging.ts'

/** What an answer says beside what was asked, and why: at most one sentence and one chip. */
type Aside = {
  text: string | null
  chips: Chip[]
  nudge: Nudge | null
  /** Why a human is wanted at once */
  urgent: Urgent | null
  /** What a yes to it accepts, where the answer asks nothing else */
  offers: Partial<DeskState>
}

/** A human for who is very unhappy or asks for one, the offer of one for who has been unhappy for a while, else perhaps a nudge. */
export async function asideFor(
  ctx: Context,
  turn: Turn,
  mind: Mind,
  plan: Plan,
  done: { findings: readonly Finding[]; deeds: readonly ListingDeed[]; welcomed: boolean },
): Promise<Aside> {
  const urgent = urgencyOf(mind)
  if (urgent === 'high_frustration')
    return { text: turn.handOff === 'waiting' ? null : joinedWords, chips: [], nudge: null, urgent, offers: {} }
  const nothing: Aside = { text: null, chips: [], nudge: null, urgent, offers: {} }
  if (urgent) return nothing
  const offered = isUnhappy(mind) && !mind.waiting && offersPerson(mind, await countSaid(ctx, turn))
  if (offered) return { ...nothing, chips: [personChip] }
  if (done.welcomed) return nothing
  const nudging = await nudgingFor(ctx, turn, mind, plan, done)
  if (!nudging || (asksVisit(nudging.chip) && (await nextFree(ctx, { limit: 1 })).length === 0)) return nothing
  const focus = nudging.nudge.evidence.homes?.[0]
  const offers: Aside['offers'] = focus && asksVisit(nudging.chip) ? { offer: 'visit', focus } : {}
  return { text: nudging.text, chips: [nudging.chip], nudge: nudging.nudge, urgent, offers }
}
