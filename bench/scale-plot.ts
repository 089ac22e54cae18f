// node bench/scale-plot.ts RESULT: the curves of a run of the section `scale`, as docs/images/scale.svg and as tables on the terminal.
import fs from 'node:fs'
import path from 'node:path'
import type { Figure } from './figure.ts'
import type { Result } from './results.ts'

const SHOWN = [
  ['a turn within a session', 'turn'],
  ['the first turn of somebody who comes back', 'welcome back'],
  ['opening a conversation of 400 messages', 'open a conversation'],
  ['inbox: all, the latest first', 'inbox, all'],
  ['inbox: search for what was said in open ones', 'search words, open ones'],
  ['inbox: search for a rare name', 'search a rare name'],
  ['inbox: search for a name that thousands have', 'search a common name'],
  ['the list of hot leads', 'list of leads'],
] as const
const COLOURS = ['#3b82f6', '#f59e0b', '#10b981', '#ef4444', '#8b5cf6', '#06b6d4', '#ec4899', '#84a217']

type Curve = { size: number; times: Map<string, Figure>; pages: Map<string, Figure>; store: Map<string, number> }

const file = process.argv[2]
if (!file) throw new Error('Name a result: node bench/scale-plot.ts bench/results/….json')
const result = JSON.parse(fs.readFileSync(file, 'utf8')) as Result
const curves = curvesOf(result.sections.find(({ name }) => name === 'scale')!.figures)
const svg = draw()
fs.writeFileSync(path.join(import.meta.dirname, '../docs/images/scale.svg'), svg)
console.log(tables())

/** A size begins with the line of its store; pages follow the time that they belong to. */
function curvesOf(figures: Figure[]): Curve[] {
  const found: Curve[] = []
  let deed = ''
  for (const figure of figures) {
    const begins = /^([\d,]+) messages: store$/.exec(figure.name)
    if (begins)
      found.push({ size: Number(begins[1]!.replaceAll(',', '')), times: new Map(), pages: new Map(), store: new Map() })
    const curve = found.at(-1)!
    const name = figure.name.trim()
    if (figure.unit === 'MiB') curve.store.set(begins ? 'store' : name, figure.ours)
    else if (figure.unit === 'ms') curve.times.set((deed = name), figure)
    else if (name === 'pages touched') curve.pages.set(deed, figure)
  }
  return found
}

function draw(): string {
  const [width, height, gap, left, top] = [330, 250, 70, 50, 40]
  const last = Math.log10(curves.at(-1)!.size)
  const panel = (at: number, title: string, ratio: (curve: Curve, deed: string) => number) => {
    const all = curves.flatMap(curve => SHOWN.map(([deed]) => ratio(curve, deed)))
    const most = Math.max(2, Math.ceil(Math.max(...all)))
    const x = (size: number) => left + at * (width + gap) + ((Math.log10(size) - 4) / (last - 4)) * width
    const y = (value: number) => top + height - (value / most) * height
    const step = most > 12 ? 5 : most > 6 ? 2 : 1
    const grid = Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step).map(
      value => `<line class="g" x1="${x(1e4)}" x2="${x(10 ** last)}" y1="${y(value)}" y2="${y(value)}"/>
<text x="${x(1e4) - 8}" y="${y(value) + 4}" text-anchor="end">${value}×</text>`,
    )
    const sizes = curves.map(
      ({ size }, n) =>
        `<text x="${x(size)}" y="${top + height + 18}" text-anchor="${n === 0 ? 'start' : n === curves.length - 1 ? 'end' : 'middle'}">${size >= 1e6 ? `${size / 1e6} M` : `${size / 1e3} k`}</text>`,
    )
    const lines = SHOWN.map(([deed], n) => {
      const points = curves.map(curve => `${x(curve.size).toFixed(1)},${y(ratio(curve, deed)).toFixed(1)}`)
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${COLOURS[n]}" stroke-width="2"/>`
    })
    return `<text class="t" x="${x(1e4)}" y="22">${title}</text>${[...grid, ...sizes, ...lines].join('\n')}`
  }
  const legend = SHOWN.map(([, label], n) => {
    const [x, y] = [left + (n % 4) * 180, top + height + 46 + Math.floor(n / 4) * 20]
    return `<rect x="${x}" y="${y - 9}" width="14" height="4" fill="${COLOURS[n]}"/><text x="${x + 20}" y="${y - 3}">${label}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + 2 * width + gap + 30} ${top + height + 80}" role="img" aria-label="Pages touched and time of deeds, against those with ten thousand messages">
<style>text{font:12px system-ui,sans-serif;fill:#57606a}.t{font-weight:600;font-size:13px}.g{stroke:#8b949e;stroke-opacity:.35}@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}</style>
${panel(0, 'Pages touched, against 10 thousand messages', (curve, deed) => curve.pages.get(deed)!.ratio!)}
${panel(1, 'Time, against 10 thousand messages', (curve, deed) => curve.times.get(deed)!.ratio!)}
${legend.join('\n')}
</svg>
`
}

function tables(): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
  const head = (first: string) => [
    line([first, ...curves.map(({ size }) => words(size))]),
    line(['---', ...curves.map(() => '---:')]),
  ]
  const per = (of: (curve: Curve, deed: string) => string) =>
    [...curves[0]!.times.keys()].map(deed => line([deed, ...curves.map(curve => of(curve, deed))]))
  return [
    ...head('pages touched'),
    ...per((curve, deed) => Math.round(curve.pages.get(deed)!.ours).toLocaleString('en')),
    '',
    ...head('time, against the smallest (and against the bare statements of the same moment)'),
    ...per((curve, deed) => {
      const { ours, bare, ratio } = curve.times.get(deed)!
      return `${ratio!.toFixed(1)} (${(ours / bare!).toFixed(1)})`
    }),
    '',
    ...head('size, MiB'),
    ...[...curves[0]!.store.keys()].map(name =>
      line([name, ...curves.map(({ store }) => Math.round(store.get(name)!).toLocaleString('en'))]),
    ),
  ].join('\n')
}

function words(size: number): string {
  return size >= 1e6 ? `${size / 1e6} million` : `${size / 1e3} thousand`
}
