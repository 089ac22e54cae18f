import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Meter, type MeterName, meters } from '../src/server/observe/meters.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')

type Target = { expr: string }
type Panel = { type: string; id: number; title: string; gridPos: object; targets?: Target[] }
type Board = {
  schemaVersion: number
  panels: Panel[]
  templating: { list: { name: string; type: string }[] }
  annotations: { list: Target[] }
}
type Rule = {
  alert: string
  expr: string
  for?: string
  labels: { severity: string }
  annotations: { summary: string }
}

const board = JSON.parse(read('deploy/grafana/mosaic.json')) as Board
const rules = (parse(read('deploy/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  group => group.rules,
)
const page = read('docs/observability.md')

/** Every metric that an expression names, with the labels that it picks by. */
function named(expr: string): { name: string; labels: string[] }[] {
  return [...expr.matchAll(/\b(mosaic_[a-z_]+)(?:\{([^}]*)\})?/g)].map(([, name, labels = '']) => ({
    name: name!,
    labels: [...labels.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(found => found[1]!),
  }))
}

/** A histogram is asked for by its parts alone, everything else by its name. */
function meterOf(name: string): Meter | undefined {
  const own = (meters as Record<string, Meter>)[name]
  if (own) return own.kind === 'histogram' ? undefined : own
  const whole = (meters as Record<string, Meter>)[name.replace(/_(bucket|sum|count)$/, '')]
  return whole?.kind === 'histogram' ? whole : undefined
}

const expressions = [
  ...board.panels.flatMap(panel => (panel.targets ?? []).map(({ expr }) => [panel.title, expr] as const)),
  ...board.annotations.list.map(({ expr }) => ['annotation', expr] as const),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
]

test.each(expressions)('%s asks for metrics and labels that there are: %s', (_where, expr) => {
  const asked = named(expr)
  expect(asked.length > 0 || /\bup\{/.test(expr)).toBe(true)
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/).filter(Boolean))
  const known = new Set(['instance', 'job', 'le'])
  for (const { name, labels } of asked) {
    const meter = meterOf(name)
    expect(meter, name).toBeDefined()
    const own = [...meter!.labels, 'instance', ...(name.endsWith('_bucket') ? ['le'] : [])]
    expect(
      labels.filter(label => !own.includes(label)),
      `labels of ${name}`,
    ).toEqual([])
    for (const label of own) known.add(label)
    // What only grows is looked at by its growth.
    if (meter!.kind === 'counter') expect(expr).toMatch(new RegExp(`(rate|increase)\\(${name}`))
  }
  expect(grouped.filter(label => !known.has(label))).toEqual([])
  expect(count(expr, '(') - count(expr, ')'), 'parentheses').toBe(0)
})

const count = (text: string, sign: string) => text.split(sign).length - 1

test('every metric is on the dashboard or says why it is not worth a panel', () => {
  const shown = new Set(expressions.flatMap(([, expr]) => named(expr).map(({ name }) => meterOf(name))))
  expect(Object.keys(meters).filter(name => !shown.has(meters[name as MeterName]))).toEqual([])
})

describe('the dashboard', () => {
  test('has panels with places of their own and the variables that they use', () => {
    expect(board.schemaVersion).toBeGreaterThanOrEqual(39)
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length)
    expect(new Set(board.panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(board.panels.length)
    const variables = board.templating.list.map(({ name }) => name)
    const used = new Set([...JSON.stringify(board).matchAll(/\$\{?([a-z]\w*)/g)].map(found => found[1]!))
    expect([...used].filter(name => !variables.includes(name))).toEqual([])
  })
})

describe('alerts', () => {
  test.each(rules.map(rule => [rule.alert, rule] as const))(
    '%s says what is wrong, how bad, and what to do',
    (alert, rule) => {
      expect(['page', 'ticket']).toContain(rule.labels.severity)
      expect(rule.annotations.summary.length).toBeGreaterThan(10)
      expect(rule.for ?? '0s').toMatch(/^\d+[smh]$/)
      expect(page).toContain(`\`${alert}\``)
    },
  )
})

describe('metrics', () => {
  test.each(Object.entries(meters) as [MeterName, Meter][])(
    '%s follows the rules for names',
    (name, { kind, labels }) => {
      expect(name).toMatch(/^mosaic_[a-z]+(_[a-z]+)*$/)
      expect(name.endsWith('_total')).toBe(kind === 'counter')
      if (kind === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/)
      // What could grow without end, or say who somebody is.
      expect(labels.filter(label => /id$|name|person|email|phone|address|path|url|text/.test(label))).toEqual([])
    },
  )

  test('are on the page, each with its kind, its labels and what it tells', () => {
    const rows = Object.entries(meters).map(([name, { kind, labels, about }]) => {
      const named = labels.map(label => `\`${label}\``).join(', ')
      return `| \`${name}\` | ${kind} | ${named} | ${about} |`
    })
    expect(rows.filter(row => !page.includes(row))).toEqual([])
    const told = [...page.matchAll(/^\| `(mosaic_[a-z_]+)`/gm)].map(found => found[1]!)
    expect(told.filter(name => !(name in meters))).toEqual([])
  })
})

test('OpenTelemetry is loaded by nobody who has not asked for it', () => {
  const files = fs.globSync('src/**/*.ts', { cwd: root }).filter(file => !file.endsWith('.test.ts'))
  const runtime =
    /^\s*(?:import|export)\s(?!type\b)[^'"]*from\s*['"](@opentelemetry\/[^'"]+|\.[^'"]*\/(?:metrics|traces)\.ts)['"]/gm
  const loading = files.flatMap(file =>
    [...read(file).matchAll(runtime)]
      .filter(([, from]) => from!.startsWith('@') || file.startsWith('src/server/observe'))
      .map(() => file),
  )
  expect([...new Set(loading)].sort()).toEqual(['src/server/observe/metrics.ts', 'src/server/observe/traces.ts'])
})
