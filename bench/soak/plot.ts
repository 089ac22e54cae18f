import type { Sample } from './sample.ts'
import type { Judged, Soak } from './series.ts'

type Panel = { title: string; unit: string; scale?: number; series: string[] }
const MIB = 1 / 2 ** 20

/** Four pages of four small plots: what a process holds, what it has open, the database's rows, and what stands in its way. */
const PAGES: Record<string, Panel[]> = {
  memory: [
    { title: 'Heap after a full collection', unit: 'MiB', scale: MIB, series: ['heap used'] },
    { title: 'Resident memory of the server', unit: 'MiB', scale: MIB, series: ['resident memory'] },
    { title: 'Outside of the heap', unit: 'MiB', scale: MIB, series: ['external', 'array buffers'] },
    {
      title: 'Private memory of a database connection',
      unit: 'MiB',
      scale: MIB,
      series: ['memory of a database connection'],
    },
  ],
  handles: [
    { title: 'File descriptors and handles', unit: '', series: ['file descriptors', 'open handles'] },
    { title: 'Timers and live streams', unit: '', series: ['timers', 'live streams'] },
    { title: 'Connections', unit: '', series: ['database connections', 'pool connections'] },
    { title: 'Prepared statements for each connection', unit: '', series: ['prepared statements for each connection'] },
  ],
  rows: [
    { title: 'Live rows: what is kept', unit: '', series: ['live rows'] },
    {
      title: 'Dead rows, and those that vacuum is late for',
      unit: '',
      series: ['dead rows', 'dead rows that vacuum is late for'],
    },
    { title: 'Size of the database', unit: 'MiB', scale: MIB, series: ['database size'] },
    { title: 'Write-ahead log kept', unit: 'MiB', scale: MIB, series: ['WAL kept'] },
  ],
  work: [
    { title: 'Deeds done', unit: '', series: ['done'] },
    { title: 'Persons who came, and were forgotten', unit: '', series: ['came', 'forgotten'] },
    { title: 'Delay of the event loop', unit: 'ms', series: ['event loop lag p50 ms', 'event loop lag p99 ms'] },
    { title: 'Locks held and waited for', unit: '', series: ['locks held', 'locks waiting'] },
  ],
}

const [WIDTH, HEIGHT] = [400, 220]
const BOX = { left: 52, right: 14, top: 46, bottom: 30 }

/** The pages as SVG, readable on light and on dark. The warm-up is shaded. */
export function plot(soak: Soak, verdicts: Judged[]): Record<string, string> {
  return Object.fromEntries(Object.entries(PAGES).map(([name, panels]) => [name, page(soak, panels, verdicts)]))
}

function page({ samples, options }: Soak, panels: Panel[], verdicts: Judged[]): string {
  const drawn = panels.map((panel, at) => {
    const [x, y] = [(at % 2) * WIDTH, Math.floor(at / 2) * HEIGHT]
    return `<g transform="translate(${x} ${y})">${draw(panel, samples, options.warmUp, verdicts)}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${2 * WIDTH} ${2 * HEIGHT}" width="${2 * WIDTH}" height="${2 * HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="11">
<title>${escaped(panels.map(({ title }) => title).join('; '))}</title>
<style>
.ground{fill:#fff}.text{fill:#1f2328}.quiet{fill:#59636e}.grid{stroke:#d1d9e0;stroke-width:1}.warm{fill:#818b98;opacity:.14}
.line{fill:none;stroke-width:1.6}.s0{stroke:#0b5cad}.s1{stroke:#b3500b}.k0{fill:#0b5cad}.k1{fill:#b3500b}
@media (prefers-color-scheme:dark){.ground{fill:#0d1117}.text{fill:#f0f6fc}.quiet{fill:#9198a1}.grid{stroke:#3d444d}.s0{stroke:#6cb6ff}.s1{stroke:#f69d50}.k0{fill:#6cb6ff}.k1{fill:#f69d50}}
</style>
<rect class="ground" width="100%" height="100%"/>
${drawn.join('\n')}
</svg>
`
}

function draw(
  { title, unit, scale = 1, series }: Panel,
  samples: Sample[],
  warmUp: number,
  verdicts: Judged[],
): string {
  const present = series.filter(name => samples.some(sample => name in sample))
  const end = samples.at(-1)?.minute ?? 1
  const top = nice(Math.max(...present.flatMap(name => samples.map(sample => (sample[name] ?? 0) * scale)), 1e-9))
  const inner = { width: WIDTH - BOX.left - BOX.right, height: HEIGHT - BOX.top - BOX.bottom }
  const x = (minute: number) => round(BOX.left + (minute / end) * inner.width)
  const y = (value: number) => round(BOX.top + inner.height * (1 - value / top))
  const grid = [0, 0.5, 1].map(share => {
    const at = y(share * top)
    return `<path class="grid" d="M${BOX.left} ${at}H${WIDTH - BOX.right}"/><text class="quiet" x="${BOX.left - 6}" y="${at + 4}" text-anchor="end">${label(share * top)}</text>`
  })
  const step = end > 60 ? 30 : end > 20 ? 5 : 2
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step).map(
    minute =>
      `<text class="quiet" x="${x(minute)}" y="${HEIGHT - BOX.bottom + 15}" text-anchor="middle">${minute}</text>`,
  )
  const lines = present.map((name, at) => {
    const points = samples
      .filter(sample => name in sample)
      .map(sample => `${x(sample.minute!)} ${y(sample[name]! * scale)}`)
    return `<path class="line s${at}" d="M${points.join('L')}"/>`
  })
  let right = BOX.left
  const key = present.map((name, at) => {
    const found = verdicts.find(verdict => verdict.name === name)
    const words = `${name}${found ? (found.ok ? '' : ' – grows') : ''}`
    const mark = `<rect class="k${at}" x="${right}" y="26" width="9" height="9"/><text class="quiet" x="${right + 13}" y="34">${escaped(words)}</text>`
    right += 26 + words.length * 5.6
    return mark
  })
  return [
    `<text class="text" x="${BOX.left}" y="17" font-weight="600" font-size="12">${escaped(title)}${unit && `, ${unit}`}</text>`,
    ...key,
    `<rect class="warm" x="${x(0)}" y="${BOX.top}" width="${round(x(Math.min(warmUp, end)) - x(0))}" height="${inner.height}"/>`,
    ...grid,
    ...ticks,
    `<text class="quiet" x="${WIDTH - BOX.right}" y="${HEIGHT - 2}" text-anchor="end">minutes</text>`,
    ...lines,
  ].join('')
}

/** The next of 1, 2, 2.5, 5 or 10 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map(step => step * power).find(step => step >= value) ?? value
}

const round = (value: number) => Math.round(value * 10) / 10
const label = (value: number) =>
  value >= 10_000 ? `${+(value / 1000).toPrecision(3)}k` : String(+value.toPrecision(3))
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
