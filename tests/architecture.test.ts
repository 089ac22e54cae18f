import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const base = ['kernel', 'storage', 'jobs', 'accounts', 'people', 'files']
const domains = [
  ...base,
  'channels',
  'conversations',
  'catalogue',
  'reminders',
  'appointments',
  'leads',
  'programmes',
  'resumes',
  'backups',
  'outage',
]

/** Who may import whom, as docs/architecture.md says. `web` may import any `schema.ts`; nothing may import `web`. */
const MAY: Record<string, string[]> = {
  kernel: [],
  storage: ['kernel'],
  channels: ['kernel'],
  jobs: ['kernel', 'storage'],
  accounts: ['kernel', 'storage', 'jobs'],
  people: ['kernel', 'storage', 'jobs', 'accounts'],
  files: ['kernel', 'storage', 'jobs', 'accounts'],
  conversations: base,
  catalogue: base,
  reminders: ['kernel', 'storage', 'jobs', 'accounts', 'people', 'channels'],
  appointments: [...base, 'catalogue', 'reminders', 'channels'],
  leads: [...base, 'conversations', 'catalogue', 'appointments'],
  programmes: [...base, 'reminders', 'conversations'],
  resumes: [...base, 'catalogue'],
  backups: ['kernel', 'storage', 'jobs', 'accounts', 'files'],
  outage: ['kernel', 'storage', 'jobs', 'accounts'],
  house: ['kernel', 'storage', 'jobs', 'accounts', 'people', 'reminders', 'channels', 'appointments', 'backups'],
  assistant: domains,
  legacy: domains,
  server: [...domains, 'house', 'assistant', 'legacy'],
  cli: [...domains, 'house', 'assistant', 'legacy', 'server'],
  web: ['kernel'],
}

const src = path.resolve(import.meta.dirname, '../src')
const files = fs.globSync('**/*.{ts,tsx}', { cwd: src }).map(file => file.split(path.sep).join('/'))

type Import = { from: string; to: string; room: string; target: string }

function importsOf(file: string): Import[] {
  const text = fs.readFileSync(path.join(src, file), 'utf8')
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)|(?:^|\n)import\s+['"](\.[^'"]+)['"]/g,
    ),
  ].map(match => {
    const to = path.posix.normalize(path.posix.join(path.posix.dirname(file), match[1] ?? match[2] ?? match[3]!))
    return { from: file, to, room: roomOf(file), target: roomOf(to) }
  })
}

const roomOf = (file: string) => (file.startsWith('..') ? 'outside' : file.split('/')[0]!)
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.includes('/testing/')
const imports = files.flatMap(importsOf)
const shipped = imports.filter(({ from }) => !isTest(from))

test('every room is in the table', () => {
  expect([...new Set(files.map(roomOf))].filter(room => !(room in MAY))).toEqual([])
})

test('rooms import only what the table allows', () => {
  const wrong = shipped.filter(({ room, target, to }) => {
    if (room === target || target === 'outside') return false
    if (room === 'web') return !(target === 'kernel' || to.endsWith('/schema.ts'))
    return !MAY[room]!.includes(target)
  })
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('another domain is entered by its door', () => {
  const doors = /\/(index|schema)\.ts$|^catalogue\/lexicon\.ts$/
  const wrong = shipped.filter(
    ({ room, target, to }) =>
      room !== target &&
      !['kernel', 'outside'].includes(target) &&
      !doors.test(to) &&
      !(room === 'cli' && target === 'server'),
  )
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('the words of the catalogue are data: they load nothing but data', () => {
  const reached = new Set(['catalogue/lexicon.ts'])
  for (const file of reached) for (const { to } of importsOf(file)) reached.add(to)
  expect([...reached].sort()).toEqual(['catalogue/gazetteer.ts', 'catalogue/lexicon.ts', 'catalogue/sample-names.ts'])
  for (const file of reached)
    expect(fs.readFileSync(path.join(src, file), 'utf8')).not.toMatch(/(from|import)\s*['"(][^.]/)
})

test('nothing reaches out of src, but for the manifest', () => {
  const wrong = shipped.filter(({ target, to }) => target === 'outside' && to !== '../package.json')
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('a schema that the browser shares imports no server code', () => {
  const wrong = shipped.filter(
    ({ from, to }) => /(^|\/)schema\.ts$/.test(from) && !/(^|\/)schema\.ts$/.test(to) && roomOf(to) !== 'kernel',
  )
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('there is no import cycle between rooms', () => {
  const edges = new Map<string, Set<string>>()
  for (const { room, target } of shipped)
    if (room !== target && target !== 'outside') edges.set(room, (edges.get(room) ?? new Set()).add(target))
  const cycles: string[] = []
  const walk = (room: string, trail: string[]) => {
    if (trail.includes(room)) return cycles.push([...trail.slice(trail.indexOf(room)), room].join(' → '))
    for (const next of edges.get(room) ?? []) walk(next, [...trail, room])
    return 0
  }
  for (const room of edges.keys()) walk(room, [])
  expect([...new Set(cycles)]).toEqual([])
})

test('only storage knows which store it is', () => {
  const wrong = files.filter(
    file =>
      !['storage', 'server', 'cli'].includes(roomOf(file)) &&
      !isTest(file) &&
      /kind === '(embedded|memory)'/.test(fs.readFileSync(path.join(src, file), 'utf8')),
  )
  expect(wrong).toEqual([])
})

test('a source file past 400 lines is two files', () => {
  const long = files.filter(
    file =>
      !isTest(file) &&
      !file.endsWith('.generated.ts') &&
      fs.readFileSync(path.join(src, file), 'utf8').split('\n').length > 401,
  )
  expect(long).toEqual([])
})
