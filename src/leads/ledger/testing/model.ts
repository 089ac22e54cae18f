import { type Component, componentSchema, type LeadRules, type Weights } from '../../schema.ts'

/** What the ledger holds, by the rules alone: sales desk specification, section 2. In hundredths of a point. */
export type Points = { engagement: number; intent: number }
type Sums = Map<Component, Points>
export type Version = { weights: Weights; rules: LeadRules }

type Deed = { life: string; version: number } & (
  | { kind: 'earned'; component: Component; key: string; basis: number; id: number }
  | { kind: 'reversed'; component: Component; reverses: number }
  | { kind: 'decayed' }
  | { kind: 'pooled'; from: string; components: Component[] }
)
export type Deeds = { at: number; deed: Deed }[]

const SIDES = ['engagement', 'intent'] as const
const cents = (points: number) => Math.round(points * 100)
/** Halves go away from zero. */
const round = (value: number) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5 + 1e-9)

/** What deeds come to when each counts by its own weights, or by those of version `floor` where they are newer. */
export function evaluate(deeds: Deeds, versions: ReadonlyMap<number, Version>, floor: number): Sums {
  const lives = new Map<string, Sums>()
  const standing = new Map<number, { life: string; component: Component; key: string } & Points>()
  const of = (life: string) => lives.get(life) ?? lives.set(life, new Map()).get(life)!
  const at = (life: string, component: Component) => {
    const sums = of(life)
    return sums.get(component) ?? sums.set(component, { engagement: 0, intent: 0 }).get(component)!
  }
  for (const { deed } of deeds) {
    const { weights, rules } = versions.get(Math.max(deed.version, floor))!
    if (deed.kind === 'earned') {
      const held = at(deed.life, deed.component)
      const weight = weights[deed.component]
      const granted = { engagement: 0, intent: 0 }
      for (const side of SIDES) {
        const total = [...of(deed.life).values()].reduce((sum, points) => sum + points[side], 0)
        const cap = cents(weight[`${side}Cap`])
        granted[side] =
          deed.component === 'sentiment'
            ? Math.min(round(weight[side] * Math.max(0, deed.basis) * 100), cap, 1000 - total + held[side]) - held[side]
            : Math.max(0, Math.min(cents(weight[side]), cap - held[side], 1000 - total))
      }
      for (const side of SIDES) held[side] += granted[side]
      if (deed.component !== 'sentiment')
        standing.set(deed.id, { life: deed.life, component: deed.component, key: deed.key, ...granted })
    } else if (deed.kind === 'reversed') {
      const was = standing.get(deed.reverses)!
      standing.delete(deed.reverses)
      const held = at(was.life, was.component)
      const others = [...standing.values()].some(other => other.life === was.life && other.component === 'visit')
      for (const side of SIDES)
        if (was.component === 'visit') held[side] = others ? held[side] : 0
        else held[side] -= Math.min(was[side], held[side])
    } else if (deed.kind === 'decayed') {
      for (const held of of(deed.life).values())
        for (const side of SIDES) held[side] -= round(held[side] * rules.decay.share)
    } else {
      for (const component of deed.components) pool(component, deed.life, deed.from, weights)
    }
  }
  const whole: Sums = new Map()
  for (const sums of lives.values())
    for (const [component, points] of sums) {
      const sum = whole.get(component) ?? { engagement: 0, intent: 0 }
      whole.set(component, { engagement: sum.engagement + points.engagement, intent: sum.intent + points.intent })
    }
  return whole

  function pool(component: Component, life: string, from: string, weights: Weights) {
    const twice = { engagement: 0, intent: 0 }
    const keys = new Set(
      [...standing.values()].filter(s => s.life === life && s.component === component).map(s => s.key),
    )
    for (const stand of standing.values()) {
      if (stand.life !== from || stand.component !== component) continue
      if (keys.has(stand.key))
        for (const side of SIDES) {
          twice[side] += stand[side]
          stand[side] = 0
        }
      stand.life = life
    }
    const mine = at(life, component)
    const theirs = at(from, component)
    for (const side of SIDES) {
      const both = component === 'sentiment' ? 0 : mine[side] + theirs[side] - twice[side]
      mine[side] = Math.min(cents(weights[component][`${side}Cap`]), Math.max(mine[side], theirs[side], both))
      theirs[side] = 0
    }
  }
}

/** What staying away for one more week takes from these, in all. */
export function lossOf(sums: Sums, { decay }: LeadRules): number {
  return [...sums.values()].reduce(
    (sum, held) => sum + round(held.engagement * decay.share) + round(held.intent * decay.share),
    0,
  )
}

export function scoreOf(sums: Sums): Points {
  const score = { engagement: 0, intent: 0 }
  for (const points of sums.values()) for (const side of SIDES) score[side] += points[side]
  return score
}

export function temperatureOf({ engagement, intent }: Points, { hot, warm }: LeadRules): string {
  const isAt = ({ sum, intent: alone }: LeadRules['hot']) => engagement + intent >= cents(sum) || intent >= cents(alone)
  return isAt(hot) ? 'hot' : isAt(warm) ? 'warm' : 'cold'
}

/** Components within the caps of these weights. */
export function isWithin(sums: Sums, weights: Weights): boolean {
  return componentSchema.options.every(component =>
    SIDES.every(side => {
      const held = sums.get(component)?.[side] ?? 0
      return held >= 0 && held <= cents(weights[component][`${side}Cap`])
    }),
  )
}
