/** One line of the table: what was measured, against what, and what was aimed at. */
export type Figure = {
  name: string
  ours: number
  /** The peer or bare figure of the same run. */
  bare?: number
  unit: string
  /** ours against bare, or grown against small; see `aim`. */
  ratio?: number
  /** Such as `≥ 0.6` or `< 300 MB`. */
  aim?: string
}

/** The value below which a share `q` of the samples lies; `samples` need not be sorted. */
export function quantile(samples: number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

export function table(figures: Figure[]): string {
  const rows = figures.map(({ name, ours, bare, unit, ratio, aim }) => [
    name,
    `${short(ours)} ${unit}`,
    bare === undefined ? '' : `${short(bare)} ${unit}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    aim ?? '',
  ])
  const all = [['figure', 'ours', 'bare', 'ratio', 'aim'], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map(row => row[column]!.length)))
  return all
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
