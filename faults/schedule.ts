import { type NemesisName, nemeses } from './nemeses/index.ts'
import { stream } from './random.ts'

/** One fault of a schedule: which, when (milliseconds into the run), for how long; `pick` and `roll` decide the rest of it. */
export type Fault = { at: number; name: NemesisName; ms: number; pick: number; roll: number }

/** Quiet at both ends: the clients have something to lose, and what is healed last still meets clients. */
const LEAD_MS = 2_500
const TAIL_MS = 3_000

/** The faults of a run: they follow from the seed and from what is allowed, and may overlap. */
export function plan(seed: number, options: { seconds: number; allowed: NemesisName[] }): Fault[] {
  const random = stream(seed, 'schedule')
  // Each run has a temper: some few kinds often, rather than a little of everything.
  const favourites = random.shuffled(options.allowed).slice(0, random.whole(2, 6))
  const pace = random.between(1_200, 5_000)
  const faults: Fault[] = []
  const end = options.seconds * 1000 - TAIL_MS
  for (let at = LEAD_MS; at < end; at += random.between(0.2, 1.8) * pace) {
    const name = random.pick(random.chance(0.6) ? favourites : options.allowed)
    const most = Math.min(nemeses[name].longest, options.seconds * 150)
    const ms = Math.round(random.between(0.05, 1) ** 2 * most)
    faults.push({ at: Math.round(at), name, ms, pick: random.next(), roll: random.next() })
  }
  return faults
}
