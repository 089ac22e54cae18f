import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { openPostgres } from '../../src/legacy/core/postgres.ts'
import { hashFile } from '../../src/legacy/core/sqlite.ts'
import { LAYOUTS, legacyFile } from '../../src/legacy/testing/legacy-file.ts'
import { openEngine } from '../../src/storage/engine/index.ts'
import { rounds } from '../rounds.ts'
import { type DatabaseServer, runSql, startDatabase } from './database.ts'
import { seededRandom } from './random.ts'
import { temporaryFolder } from './server.ts'

const MOSAIC = fileURLToPath(new URL('../../src/cli/mosaic.ts', import.meta.url))
/** Twenty by `npm run faults -- kills`. */
const KILLS = rounds(20)
const SESSIONS = 500
const LINES = 4_000

let server: DatabaseServer
let folder: string
beforeAll(async () => {
  server = await startDatabase()
  folder = temporaryFolder()
})

function importInto(url: string, file: string, report: string, killAfter?: number) {
  const child = spawn(process.execPath, [MOSAIC, 'import', 'legacy-mosaic', file, '--report', report], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  return new Promise<{ code: number | null; said: string }>(resolve =>
    child.once('close', code => {
      clearTimeout(timer)
      resolve({ code, said })
    }),
  )
}

function fill(file: ReturnType<typeof legacyFile>) {
  file.db.exec('begin')
  for (let n = 0; n < SESSIONS; n++)
    file.add('sessions', {
      ...{ id: `session ${n}`, created_at: '2025-09-30 16:30:04', expires_at: '2025-10-30 16:30:04' },
      user_data: n % 3 ? '{}' : `{"ps101_responses":[{"step":1,"response":"what stands in my way, number ${n}"}]}`,
    })
  for (let n = 0; n < LINES; n++) {
    file.add('wimd_outputs', {
      session_id: `session ${n % (SESSIONS + 50)}`,
      prompt: `question ${n}`,
      response: `answer ${n}`,
      created_at: '2025-10-01 10:00:00',
    })
    file.add('resume_versions', { session_id: `session ${n % 90}`, version_name: 'canonical-1', content: `text ${n}` })
  }
  // Enough for a thread of its own.
  for (let n = 0; n < 5 * LINES + 1_000; n++) file.add('feature_flags', { flag_name: `flag ${n}`, enabled: n % 2 })
  file.add('wimd_outputs', { session_id: null, prompt: 'whose?' })
  file.db.exec('commit')
}

const TABLES = [
  'persons',
  'conversations',
  'messages',
  'resumes',
  'resume_versions',
  'enrolments',
  'answers',
  'legacy_rows',
  'legacy_persons',
]

/** How much there is, and whether every conversation counts on without a gap. */
async function stateOf(url: string) {
  const counts = TABLES.map(table => `(select count(*)::int from ${table}) as ${table}`).join(', ')
  const [row] = await runSql<Record<string, number>>(
    url,
    `select ${counts}, (select count(*)::int from conversations c where last_number <>
      (select count(*) from messages m where m.conversation_id = c.id)) as gaps,
      (select count(*)::int from enrolments where archived_at is null) as open`,
  )
  return row
}

test('a legacy database is read over TLS, and by whoever its own authority vouches for where one is named', async () => {
  const certificates = temporaryFolder()
  fs.chmodSync(certificates, 0o711)
  const given = (name: string) => fileURLToPath(new URL(`../../src/storage/testing/tls/${name}`, import.meta.url))
  const [certificate, key] = ['server.pem', 'server.key'].map(name => {
    const copy = path.join(certificates, name)
    fs.copyFileSync(given(name), copy)
    fs.chmodSync(copy, 0o600)
    // The engine does not run as root.
    if (process.getuid?.() === 0) fs.chownSync(copy, 65534, 65534)
    return copy
  })
  const settings = { ssl: 'on', ssl_cert_file: certificate!, ssl_key_file: key! }
  const engine = await openEngine(undefined, { transport: 'loopback', settings })
  try {
    const { password, port } = engine.connection
    const url = (query: string) => `postgres://mosaic:${password}@localhost:${port}/mosaic?${query}`
    for (const query of [
      `sslrootcert=${given('ca.pem')}`,
      `sslmode=verify-full&sslrootcert=${given('ca.pem')}`,
      'sslmode=require',
    ])
      await (await openPostgres(url(query))).close()
    await expect(openPostgres(url('sslmode=verify-full'))).rejects.toThrow(/certificate/)
  } finally {
    await engine.close()
  }
})

test('killed at random moments an import goes on each time: the same counts, nothing doubled, the source as it was', {
  timeout: 400_000,
}, async () => {
  const random = seededRandom('import')
  const file = legacyFile(LAYOUTS[6])
  fill(file)
  file.close()
  const before = await hashFile(file.path)
  const report = (name: string) => path.join(folder, `${name}.json`)

  const whole = await server.create('imported_whole')
  const began = performance.now()
  expect(await importInto(whole, file.path, report('whole'))).toMatchObject({ code: 3 })
  const took = performance.now() - began

  const url = await server.create('imported_in_pieces')
  let killed = 0
  for (let kill = 0; kill < KILLS; kill++) {
    // Starting takes the first third of it; each run begins with what the one before has left.
    const { code, said } = await importInto(url, file.path, report('pieces'), random.between(0.2, 0.8) * took)
    if (code === null) killed++
    else expect([3, 4], said).toContain(code)
    expect(await hashFile(file.path)).toBe(before)
    // What was done counts as another's work only once it was done to its end.
    if (code === 3) break
  }
  let last = await importInto(url, file.path, report('pieces'))
  if (last.code === 4) last = await importInto(url, file.path, report('pieces'))
  expect(last, last.said).toMatchObject({ code: 3 })
  console.log(`${killed} kills within runs of ${Math.round(took)} ms`)

  expect(await stateOf(url)).toEqual(await stateOf(whole))
  expect(await stateOf(url)).toMatchObject({ gaps: 0 })
  const read = (name: string) => {
    const { tables, ...rest } = JSON.parse(fs.readFileSync(report(name), 'utf8'))
    // A run that was done before the last one makes its rows `already`.
    const counted = Object.entries<Record<string, unknown>>(tables).map(([table, { already, ...counts }]) => [
      table,
      counts,
    ])
    return { ...rest, tables: counted }
  }
  expect(read('pieces')).toEqual(read('whole'))
  expect(await hashFile(file.path)).toBe(before)
})
