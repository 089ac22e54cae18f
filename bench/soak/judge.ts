/** Whether a series grows: by the median of all slopes, which a few wild samples cannot move, and by how sure that median is. */

/** Samples of one thing; `x` are minutes, or what was done so far. */
export type Points = { x: number; y: number }[]

/**
 * `flat`: must stay where it is. `explained`: grows with what was done, so that growth for each deed must stay where it is.
 * `below`: may move as it likes under a limit that is known beforehand.
 */
export type Rule =
  | {
      kind: 'flat' /** Of the level. */
      share: number /** Smaller growth says nothing, whatever the level. */
      floor: number
    }
  | { kind: 'explained'; share: number; floor: number }
  | { kind: 'below'; limit: number }

export type Verdict = {
  ok: boolean
  /** Where it is, by the median; of an explained one the growth for each deed. */
  level: number
  /** What the slope comes to over the whole time, in units of `level`. */
  growth: number
  /** The least and the most that the slope comes to, as far as the samples tell. */
  sure: [number, number]
  /** So much growth is let pass. */
  allowed: number
}

/** So many points say as much as all of them, and neighbours in them hang together less. */
const BUCKETS = 36
/** Samples that follow each other are not independent: three deviations instead of two. */
const Z = 3

export function judge(points: Points, rule: Rule): Verdict {
  if (rule.kind === 'below') {
    const most = Math.max(...points.map(({ y }) => y))
    return {
      ok: most <= rule.limit,
      level: median(points.map(({ y }) => y)),
      growth: most,
      sure: [most, most],
      allowed: rule.limit,
    }
  }
  const series = rule.kind === 'flat' ? bucketed(points) : rates(points)
  const level = median(series.map(({ y }) => y))
  const allowed = Math.max(rule.floor, rule.share * Math.abs(level))
  const whole = trend(series)
  // A leak goes on; a cache that fills up, or a step, does not: what grows must still grow in the second half.
  const later = trend(series.slice(Math.floor(series.length / 2)))
  const grows = whole.sure[0] > allowed && later.growth > allowed / 4
  return { ok: !grows, level, growth: whole.growth, sure: whole.sure, allowed }
}

/** Theil and Sen's slope with Kendall's bounds, times the span. */
export function trend(points: Points): { growth: number; sure: [number, number] } {
  const n = points.length
  if (n < 4) return { growth: 0, sure: [0, 0] }
  const slopes: number[] = []
  for (let one = 0; one < n; one++)
    for (let other = one + 1; other < n; other++) {
      const [a, b] = [points[one]!, points[other]!]
      if (b.x > a.x) slopes.push((b.y - a.y) / (b.x - a.x))
    }
  slopes.sort((a, b) => a - b)
  const spread = Z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
  const at = (rank: number) => slopes[Math.max(0, Math.min(slopes.length - 1, Math.round(rank)))]!
  const span = points.at(-1)!.x - points[0]!.x
  return {
    growth: median(slopes) * span,
    sure: [at((slopes.length - spread) / 2) * span, at((slopes.length + spread) / 2) * span],
  }
}

/** Neighbours become one point, at their medians. */
export function bucketed(points: Points): Points {
  const size = Math.max(1, Math.ceil(points.length / BUCKETS))
  const buckets: Points = []
  for (let at = 0; at < points.length; at += size) {
    const some = points.slice(at, at + size)
    buckets.push({ x: median(some.map(({ x }) => x)), y: median(some.map(({ y }) => y)) })
  }
  return buckets
}

/** Growth of y for each unit of x, in a dozen windows one after another. */
function rates(points: Points): Points {
  const series = bucketed(points)
  const step = Math.max(1, Math.floor(series.length / 12))
  const windows: Points = []
  for (let at = 0; at + step < series.length; at += step) {
    const [a, b] = [series[at]!, series[at + step]!]
    if (b.x > a.x) windows.push({ x: (a.x + b.x) / 2, y: (b.y - a.y) / (b.x - a.x) })
  }
  return windows
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half]! : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}
