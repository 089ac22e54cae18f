import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Figure, table } from './figure.ts'

export const FOLDER = path.join(import.meta.dirname, 'results')

/** What a run found, with what is needed to judge it. */
export type Result = {
  /** UTC */
  at: string
  commit: string
  /** Files were changed and not committed. */
  dirty: boolean
  machine: { processor: string; cores: number; memoryMiB: number; system: string; node: string; postgresql: string }
  /** Of the last minute, as the system counts it; about one for each core that is kept busy. */
  load: { before: number; after: number }
  /** Whether every section ran, and ended well. */
  whole: boolean
  sections: Section[]
}

export type Section = { name: string; seconds: number; figures: Figure[]; failed?: string }

/** Where a run stands: the commit, and whether the tree is that of the commit. Empty where there is no repository. */
export function commitHere(): Pick<Result, 'commit' | 'dirty'> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  try {
    // Results of an earlier run change nothing that is measured.
    const changed = git('status', '--porcelain', '--', ':/', ':(exclude,top)bench/results')
    return { commit: git('rev-parse', '--short=10', 'HEAD'), dirty: changed !== '' }
  } catch {
    return { commit: '', dirty: true }
  }
}

export function machineHere(postgresql: string): Result['machine'] {
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryMiB: Math.round(os.totalmem() / 2 ** 20),
    system: `${os.type()} ${os.release()}`,
    node: process.versions.node,
    postgresql,
  }
}

export const loadNow = () => Math.round(os.loadavg()[0]! * 100) / 100

/**
 * Writes a result as JSON and as text, and gives the JSON's path. Only a whole run becomes the newest one (`latest.md`); one of
 * some sections says so in its name.
 */
export function writeResult(result: Result, folder = FOLDER): string {
  fs.mkdirSync(folder, { recursive: true })
  const time = result.at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const name = [
    time,
    result.commit || 'no-commit',
    ...(result.dirty ? ['dirty'] : []),
    ...(result.whole ? [] : ['part']),
  ]
  const file = path.join(folder, `${name.join('-')}.json`)
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`)
  const text = describe(result)
  fs.writeFileSync(file.replace(/json$/, 'md'), text)
  if (result.whole) {
    const latest = path.join(folder, 'latest.md')
    fs.rmSync(latest, { force: true })
    fs.symlinkSync(path.basename(file).replace(/json$/, 'md'), latest)
  }
  return file
}

/** A page for people: what ran where, and the one table. */
export function describe({ at, commit, dirty, machine, load, whole, sections }: Result): string {
  const { processor, cores, memoryMiB, system, node, postgresql } = machine
  const failed = sections.filter(section => section.failed)
  return [
    `# Bench of ${at.slice(0, 10)}, commit ${commit || 'unknown'}${dirty ? ' with changes' : ''}`,
    '',
    `${processor}, ${cores} cores, ${(memoryMiB / 1024).toFixed(1)} GiB, ${system}, Node ${node}, PostgreSQL ${postgresql}.`,
    `Load before ${load.before.toFixed(2)}, after ${load.after.toFixed(2)}${load.before > 0.5 ? ': others used the machine' : ''}.`,
    ...(whole ? [] : [`**A part of the bench**: ${sections.map(({ name }) => name).join(', ')}.`]),
    ...failed.map(({ name, failed }) => `**${name} failed**: ${failed}`),
    '',
    '```',
    table(sections.flatMap(({ figures }) => figures)),
    '```',
    '',
  ].join('\n')
}

/** Two results side by side: the ratios, which hold on any machine, and how far they moved. */
export function compare(before: Result, after: Result): string {
  const key = (section: Section, figure: Figure) => `${section.name}: ${figure.name.trim()}`
  const known = new Map(
    before.sections.flatMap(section => section.figures.map(one => [key(section, one), one] as const)),
  )
  const lines = after.sections.flatMap(section =>
    section.figures.flatMap(figure => {
      const name = key(section, figure)
      const old = known.get(name)
      known.delete(name)
      return old ? [[name, ...change(old, figure)]] : [[name, '–', shown(figure), 'new']]
    }),
  )
  for (const [name, figure] of known) lines.push([name, shown(figure), '–', 'gone'])
  const rows = [['figure', nameOf(before), nameOf(after), 'change'], ...lines]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  const notes = (['processor', 'cores', 'node', 'postgresql'] as const)
    .filter(fact => before.machine[fact] !== after.machine[fact])
    .map(fact => `Another ${fact}: ${before.machine[fact]} and ${after.machine[fact]}.`)
  const text = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return [
    ...text,
    '',
    ...notes,
    'A ratio is compared where there is one; what is not a ratio moves with the machine.',
  ].join('\n')
}

function change(old: Figure, figure: Figure): string[] {
  const isRatio = old.ratio !== undefined && figure.ratio !== undefined
  const [from, to] = isRatio ? [old.ratio!, figure.ratio!] : [old.ours, figure.ours]
  const moved = from === 0 ? '' : `${to >= from ? '+' : '−'}${Math.abs((to / from - 1) * 100).toFixed(0)} %`
  return [shown(old), shown(figure), moved]
}

/**
 * Parts of one bench as one result: of each section the newest run that ended well, where all are of one commit, machine and kind.
 * `names`: the sections of a whole bench.
 */
export function join(parts: readonly Result[], names: readonly string[]): Result {
  const [first, ...others] = parts.toSorted((a, b) => a.at.localeCompare(b.at))
  if (!first) throw new Error('Name the parts to join')
  const same = ({ commit, machine }: Result) => JSON.stringify([commit, machine])
  const odd = others.find(part => same(part) !== same(first))
  if (odd) throw new Error(`${nameOf(odd)} of ${odd.at} is of another commit or machine than ${nameOf(first)}`)
  const found = new Map<string, Section>()
  for (const { sections } of [first, ...others])
    for (const section of sections) if (!section.failed || !found.has(section.name)) found.set(section.name, section)
  const sections = names.flatMap(name => found.get(name) ?? [])
  return {
    ...first,
    dirty: parts.some(({ dirty }) => dirty),
    load: {
      before: Math.max(...parts.map(({ load }) => load.before)),
      after: Math.max(...parts.map(({ load }) => load.after)),
    },
    whole: sections.length === names.length && sections.every(({ failed }) => !failed),
    sections,
  }
}

const nameOf = ({ commit, dirty, whole }: Result) =>
  `${commit || 'unknown'}${dirty ? '*' : ''}${whole ? '' : ' (part)'}`
const shown = ({ ratio, ours, unit }: Figure) =>
  ratio !== undefined ? `× ${ratio.toFixed(2)}` : `${+ours.toPrecision(3)} ${unit}`.trim()
