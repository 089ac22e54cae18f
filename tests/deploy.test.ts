import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse as parseToml } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { OF_THE_PAGES } from '../deploy/slim.mjs'
import { readConfig, settings } from '../src/server/config.ts'
import { detectStore, parseDatabaseUrl } from '../src/storage/index.ts'

/** The deploy kit says of Mosaic only what is so, and to each platform only what its files may say. */
const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')
const exists = (file: string) => fs.existsSync(path.join(root, file))

/** Set by us and read by something else than Mosaic's own settings. */
const OTHERS = new Set(['NODE_ENV', 'XDG_CACHE_HOME'])
const strangers = (names: Iterable<string>) => [...names].filter(name => !(name in settings) && !OTHERS.has(name))

describe('Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => /^([A-Z]+)\s+(.*)$/.exec(line)!)
    .map(([, name, words]) => ({ name: name!, words: words!.replace(/\s+/g, ' ') }))
  const of = (name: string) => instructions.filter(one => one.name === name).map(({ words }) => words)
  const copied = of('COPY')
    .filter(words => !words.startsWith('--from'))
    .flatMap(words => words.split(' ').slice(0, -1))

  test('copies what there is, and the context holds it and nothing else', () => {
    expect(copied.filter(file => !exists(file))).toEqual([])
    const lines = read('.dockerignore').split('\n')
    expect(lines.find(line => line && !line.startsWith('#'))).toBe('*')
    const allowed = lines.filter(line => line.startsWith('!')).map(line => line.slice(1))
    const top = copied.map(file => file.split('/')[0]!)
    expect(allowed.sort()).toEqual([...new Set(top)].sort())
  })

  test('runs by a user who is not root, with Node that the lockfile names, and without a volume of no name', () => {
    expect(of('FROM')).toHaveLength(2)
    expect(of('FROM')[1]).toMatch(/^debian:\w+-slim$/)
    expect(of('ARG')).toEqual(['RUN_AS=10001:10001'])
    expect(of('USER')).toEqual([`\${RUN_AS}`])
    expect(of('VOLUME')).toEqual([])
    expect(read('Dockerfile')).toContain('ln -s /app/node_modules/.bin/node /usr/local/bin/node')
    expect(read('Dockerfile')).not.toMatch(/curl|wget/)
  })

  test('sets what Mosaic reads, and asks after its health where it answers', () => {
    const env = Object.fromEntries(
      of('ENV').flatMap(words => [...words.matchAll(/(\w+)=(\S+)/g)].map(m => [m[1]!, m[2]!])),
    )
    expect(strangers(Object.keys(env))).toEqual([])
    const config = readConfig(env)
    expect(String(config.PORT)).toBe(of('EXPOSE')[0])
    expect(detectStore(env, '/app')).toEqual({ kind: 'embedded', folder: '/data' })
    for (const [, file] of read('Dockerfile').matchAll(/\/app\/(deploy\/[\w.]+)/g)) expect(exists(file!)).toBe(true)
    expect(read('src/server/health.ts')).toContain("'/healthz'")
    expect(read('deploy/healthy.mjs')).toContain('/healthz')
  })

  test('leaves out what the pages alone were built with', () => {
    const files = fs.globSync('{src,deploy,scripts}/**/*.{ts,mjs,tsx}', { cwd: root })
    const wrong = files.filter(file => {
      if (/^src\/web\/|^scripts\/(build|dev)\.ts$|\.test\.ts$|\/testing\//.test(file)) return false
      const imported = [...read(file).matchAll(/(?:from|import\()\s*'([^'.][^']*)'/g)].map(match => match[1]!)
      return imported.some(name => OF_THE_PAGES.some((gone: string) => name === gone || name.startsWith(`${gone}/`)))
    })
    expect(wrong).toEqual([])
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { dependencies?: Record<string, string>; dev?: boolean }>
    }
    const isGone = (name: string) => OF_THE_PAGES.some((gone: string) => name === gone || name.startsWith(`${gone}/`))
    const needed = Object.entries(lock.packages)
      .filter(([at, { dev }]) => at && !dev && !isGone(at.replace('node_modules/', '').split('/node_modules/')[0]!))
      .flatMap(([at, { dependencies = {} }]) =>
        Object.keys(dependencies)
          .filter(isGone)
          .map(name => `${at} → ${name}`),
      )
    expect(needed).toEqual([])
  })
})

describe('docker-compose.yml', () => {
  type Service = {
    environment: Record<string, string>
    user?: string
    read_only?: boolean
    volumes: string[]
    healthcheck?: { test: string[] }
    depends_on?: Record<string, { condition: string }>
  }
  const file = parseYaml(read('docker-compose.yml')) as {
    services: { mosaic: Service; postgres: Service & { image: string } }
    volumes: Record<string, null>
  }
  const { mosaic, postgres } = file.services

  test('is Mosaic without rights, on a PostgreSQL that is waited for', () => {
    expect(mosaic).toMatchObject({ user: '10001:10001', read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] })
    expect(mosaic.depends_on).toEqual({ postgres: { condition: 'service_healthy' } })
    expect(postgres.healthcheck!.test.join(' ')).toContain('pg_isready')
    const major = Number(/^postgres:(\d+)/.exec(postgres.image)![1])
    expect(major).toBeGreaterThanOrEqual(15)
    for (const volume of [...mosaic.volumes, ...postgres.volumes])
      expect(Object.keys(file.volumes)).toContain(volume.split(':')[0])
  })

  test('sets what Mosaic reads', () => {
    expect(strangers(Object.keys(mosaic.environment))).toEqual([])
    const filled = (value: string) =>
      value.replace(/\$\{POSTGRES_PASSWORD:[^}]*\}/, 'aWord1').replace(/\$\{\w+:-([^}]*)\}/, '$1')
    const env = Object.fromEntries(Object.entries(mosaic.environment).map(([name, value]) => [name, filled(value)]))
    expect(readConfig(env).publicUrl).toBe('http://localhost:3000')
    expect(parseDatabaseUrl(env.DATABASE_URL!)).toMatchObject({
      host: 'postgres',
      database: 'mosaic',
      password: 'aWord1',
    })
  })

  test('takes no password from the repository', () => {
    expect(read('docker-compose.yml')).not.toMatch(/PASSWORD: (?!\$\{)/)
    expect(read('.dockerignore')).not.toContain('.env')
    expect(read('.gitignore')).toMatch(/^\.env$/m)
  })
})

test('railway.json says what Railway knows', () => {
  // docs.railway.com, Config as Code; numbers must be numbers.
  const schema = z.strictObject({
    $schema: z.literal('https://railway.com/railway.schema.json'),
    build: z.strictObject({ builder: z.enum(['DOCKERFILE', 'RAILPACK']), dockerfilePath: z.string().refine(exists) }),
    deploy: z.strictObject({
      healthcheckPath: z.literal('/healthz'),
      healthcheckTimeout: z.int(),
      restartPolicyType: z.enum(['ON_FAILURE', 'ALWAYS', 'NEVER']),
      restartPolicyMaxRetries: z.int(),
      drainingSeconds: z.int(),
    }),
  })
  schema.parse(JSON.parse(read('railway.json')))
})

test('render.yaml says what Render knows', () => {
  const schema = z.strictObject({
    databases: z.array(
      z.strictObject({
        name: z.string(),
        plan: z.string(),
        databaseName: z.string(),
        postgresMajorVersion: z.enum(['15', '16', '17', '18']),
        ipAllowList: z.array(z.unknown()),
      }),
    ),
    services: z.array(
      z.strictObject({
        type: z.literal('web'),
        name: z.string(),
        runtime: z.literal('docker'),
        dockerfilePath: z.string().refine(exists),
        plan: z.string(),
        healthCheckPath: z.literal('/healthz'),
        maxShutdownDelaySeconds: z.int().max(300),
        envVars: z.array(
          z.union([
            z.strictObject({ key: z.string(), sync: z.literal(false) }),
            z.strictObject({
              key: z.string(),
              fromDatabase: z.strictObject({ name: z.string(), property: z.literal('connectionString') }),
            }),
          ]),
        ),
      }),
    ),
  })
  const { services, databases } = schema.parse(parseYaml(read('render.yaml')))
  expect(strangers(services[0]!.envVars.map(({ key }) => key))).toEqual([])
  const [database] = services[0]!.envVars.flatMap(one => ('fromDatabase' in one ? [one.fromDatabase.name] : []))
  expect(database).toBe(databases[0]!.name)
})

test('fly.toml says what Fly knows', () => {
  const seconds = z.string().regex(/^\d+s$/)
  const schema = z.strictObject({
    app: z.string(),
    primary_region: z.string(),
    kill_signal: z.literal('SIGTERM'),
    kill_timeout: seconds,
    build: z.strictObject({
      dockerfile: z.string().refine(exists),
      args: z.strictObject({ RUN_AS: z.literal('root') }),
    }),
    env: z.record(z.string(), z.string()),
    mounts: z.array(
      z.strictObject({
        source: z.string().regex(/^[a-z0-9_]{1,30}$/),
        destination: z.string(),
        initial_size: z.string(),
      }),
    ),
    http_service: z.strictObject({
      internal_port: z.int(),
      force_https: z.boolean(),
      auto_stop_machines: z.enum(['off', 'stop', 'suspend']),
      auto_start_machines: z.boolean(),
      min_machines_running: z.int().min(1),
      checks: z.array(
        z.strictObject({
          method: z.literal('GET'),
          path: z.literal('/healthz'),
          interval: seconds,
          timeout: seconds,
          grace_period: seconds,
        }),
      ),
    }),
    vm: z.array(z.strictObject({ memory: z.string(), cpu_kind: z.string(), cpus: z.int() })),
  })
  const file = schema.parse(parseToml(read('fly.toml')))
  expect(strangers(Object.keys(file.env))).toEqual([])
  expect(readConfig(file.env).PORT).toBe(file.http_service.internal_port)
  expect(file.env.MOSAIC_DATA).toBe(file.mounts[0]!.destination)
})

describe('deploy/mosaic.service', () => {
  const unit = read('deploy/mosaic.service')

  test('starts what there is, with settings that Mosaic reads', () => {
    const names = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(match => match[1]!)
    expect(strangers(names)).toEqual([])
    const [, node, program] = /^ExecStart=\/opt\/mosaic\/(\S+) (\S+) serve$/m.exec(unit)!
    expect(node).toBe('node_modules/.bin/node')
    expect(exists(program!)).toBe(true)
    for (const [, file] of unit.matchAll(/file:\/\/\/opt\/mosaic\/(\S+)/g)) expect(exists(file!)).toBe(true)
  })

  const verifies = spawnSync('systemd-analyze', ['--version']).status === 0
  test.runIf(verifies)('is a unit that systemd understands', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-unit-'))
    const file = path.join(folder, 'mosaic.service')
    fs.writeFileSync(file, unit.replaceAll('/opt/mosaic/node_modules/.bin/node', process.execPath))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    fs.rmSync(folder, { recursive: true })
    expect({ status, stderr: stderr.split('\n').filter(line => line.includes('mosaic.service')) }).toEqual({
      status: 0,
      stderr: [],
    })
  })
})

test.runIf(process.getuid?.() === 0)(
  'a container that starts as root takes its folder over and is root no more',
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-root-'))
    // Its own copy of the start script, with a program behind it that says who runs it.
    const app = path.join(folder, 'app')
    fs.mkdirSync(path.join(app, 'deploy'), { recursive: true })
    fs.mkdirSync(path.join(app, 'src/cli'), { recursive: true })
    fs.copyFileSync(path.join(root, 'deploy/start.mjs'), path.join(app, 'deploy/start.mjs'))
    fs.writeFileSync(
      path.join(app, 'src/cli/mosaic.ts'),
      'console.log(JSON.stringify([process.getuid!(), process.getgid!(), process.getgroups!(), ...process.argv.slice(2)]))',
    )
    const data = path.join(folder, 'data')
    fs.mkdirSync(path.join(data, 'postgresql/base'), { recursive: true })
    fs.chmodSync(folder, 0o755)
    const start = () =>
      spawnSync(process.execPath, [path.join(app, 'deploy/start.mjs'), 'serve'], {
        encoding: 'utf8',
        env: { MOSAIC_DATA: data },
      })
    const { stdout, stderr } = start()
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual([10001, 10001, [10001], 'serve'])
    for (const part of ['', 'postgresql', 'postgresql/base']) expect(fs.statSync(path.join(data, part)).uid).toBe(10001)
    fs.rmSync(folder, { recursive: true })
  },
)
