import { unitLabel } from '../import/draft.ts'
import { type Facing, facingSchema, type HomeKind } from '../schema.ts'
import type { KnownListing } from './known.ts'
import type { Locality } from './localities.ts'
import type { Plan } from './plans.ts'
import type { Random } from './random.ts'

const LAKH = 10_000_000

export type SampleUnit = {
  kind: HomeKind
  bedrooms: number | null
  areaSqft: number
  carpetSqft: number | null
  plotWidthFt: number | null
  plotDepthFt: number | null
  priceMin: number | null
  priceMax: number | null
  facing: Facing | null
  available: number | null
}

const SIZES: Record<number, [number, number]> = {
  1: [560, 720],
  2: [1020, 1260],
  2.5: [1240, 1420],
  3: [1460, 1880],
  3.5: [1780, 2100],
  4: [2150, 2900],
  5: [3400, 4600],
}
const PLOTS: [number, number][] = [
  [30, 40],
  [30, 50],
  [40, 60],
  [50, 80],
]

/** Units of a listing, smallest first. Known ones have the figures that tests rely on. */
export function makeUnits(random: Random, locality: Locality, plan: Plan, known?: KnownListing): SampleUnit[] {
  if (known)
    return known.units.map(unit => ({
      ...blank(random, unit.kind, unit.bedrooms, unit.areaSqft),
      priceMin: unit.price,
      priceMax: unit.price,
      available: random.between(4, 40),
    }))
  const level = 0.88 + 0.24 * random.next()
  const units = plan.kind === 'plot' ? plots(random) : homes(random, plan)
  return units.map((unit, index) => {
    const priced = plan.onRequest === 'no' || (plan.onRequest === 'some' && index === 0)
    const price = toLakh(unit.areaSqft * locality.perSqft * 100 * level * factor(unit.kind))
    return {
      ...unit,
      priceMin: priced ? price : null,
      priceMax: priced ? (random.chance(0.6) ? toLakh(price * (1.02 + 0.1 * random.next())) : price) : null,
      available: plan.soldOut ? 0 : random.between(1, 45),
    }
  })
}

const toLakh = (minor: number) => Math.max(1, Math.round(minor / LAKH)) * LAKH

/** A villa's square foot costs more than an apartment's, a plot's less. */
const factor = (kind: HomeKind) => ({ apartment: 1, villa: 1.28, row_house: 1.16, plot: 0.62 })[kind]

function plots(random: Random) {
  return random.some(PLOTS, random.between(1, 3)).map(([width, depth]) => ({
    ...blank(random, 'plot', null, width * depth),
    carpetSqft: null,
    plotWidthFt: width,
    plotDepthFt: depth,
    facing: random.pick(facingSchema.options),
  }))
}

function homes(random: Random, plan: Plan) {
  const choices = {
    apartment: plan.halves ? [2, 2.5, 3, 3.5] : [1, 2, 3, 4],
    villa: [3, 4, 5],
    row_house: [3, 3.5, 4],
    plot: [],
  }
  const wanted = plan.halves ? 3 : random.between(1, 3)
  const rooms = random.some(choices[plan.kind], wanted)
  if (plan.halves && !rooms.includes(2.5)) rooms.splice(0, 1, 2.5)
  return rooms
    .sort((a, b) => a - b)
    .map(bedrooms => {
      const [least, most] = SIZES[bedrooms]!
      const larger = plan.kind === 'apartment' ? 1 : 1.35
      return blank(random, plan.kind, bedrooms, Math.round((random.between(least, most) * larger) / 10) * 10)
    })
}

function blank(random: Random, kind: HomeKind, bedrooms: number | null, areaSqft: number): SampleUnit {
  return {
    kind,
    bedrooms,
    areaSqft,
    carpetSqft: random.chance(0.8) ? Math.round((areaSqft * random.between(66, 76)) / 100) : null,
    plotWidthFt: null,
    plotDepthFt: null,
    priceMin: null,
    priceMax: null,
    facing: random.chance(0.7) ? random.pick(facingSchema.options) : null,
    available: null,
  }
}

const DAYS = ['2025-10-01', '2026-04-01', '2026-09-01']

/** What the units cost before: every figure below today's and dated. */
export function pastPrices(random: Random, units: SampleUnit[], status: string) {
  if (status === 'upcoming' || !random.chance(0.45)) return []
  return units.flatMap(unit => {
    if (unit.priceMin === null || unit.priceMax === null) return []
    return DAYS.map((validFrom, index) => {
      const share = 1 - 0.045 * (DAYS.length - 1 - index) - (index < DAYS.length - 1 ? 0.01 : 0)
      const [priceMin, priceMax] = [toLakh(unit.priceMin! * share), toLakh(unit.priceMax! * share)]
      return { unit: unitLabel(unit), priceMin, priceMax, validFrom }
    })
  })
}
