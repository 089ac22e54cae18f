import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMailServer } from '../../../tests/counterparts/mail.ts'
import { startS3 } from '../../../tests/counterparts/s3.ts'
import { startTwilio } from '../../../tests/counterparts/twilio.ts'
import { openEndpoint } from '../../assistant/testing/endpoint.ts'
import { doctorCommand } from '../../cli/doctor.ts'
import { testStore } from '../../storage/testing/index.ts'
import { admit, type Examination, examine, type Finding } from './index.ts'

const store = testStore({ connections: 3 })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-doctor-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

async function look(env: NodeJS.ProcessEnv, options: { live?: boolean; patienceMs?: number } = {}) {
  const { patient, findings, leave } = await admit({ MOSAIC_DATA: folder, ...env }, folder, options)
  try {
    return await examine(patient, findings)
  } finally {
    await leave()
  }
}
const there = (env: NodeJS.ProcessEnv = {}, options: { live?: boolean } = {}) =>
  look({ DATABASE_URL: store.url, ...env }, options)
const of = ({ findings }: Examination, check: string): Finding[] => findings.filter(found => found.check === check)

describe('the store', () => {
  it('is well when it is migrated, ours, near and in time', async () => {
    const found = await there()
    for (const check of ['store', 'rights', 'schema', 'clock', 'survives', 'connections', 'tls', 'size', 'push'])
      expect(of(found, check)).toMatchObject([{ check, state: 'ok', todo: null }])
    expect(found.well).toBe(true)
    expect(of(found, 'store')[0]!.says).toContain(`PostgreSQL server ${store.postgres}.`)
  })

  it('says what an upgrade will run, and runs none of it', async () => {
    const last = await store.pool.query(
      'delete from migrations where name = (select max(name) from migrations) returning *',
    )
    const found = await there()
    expect(of(found, 'schema')).toMatchObject([
      { state: 'note', says: expect.stringContaining('1 migration is still') },
    ])
    const { rows } = await store.pool.query('select max(name) as name from migrations')
    expect(rows[0]!.name).not.toBe(last.rows[0]!.name)
    await store.pool.query('insert into migrations (name, checksum, applied_at) values ($1, $2, $3)', [
      last.rows[0]!.name,
      last.rows[0]!.checksum,
      last.rows[0]!.applied_at,
    ])
  })

  it('was brought up by a newer release, or by files that were changed', async () => {
    await store.pool.query(`insert into migrations (name, checksum) values ('9999-later.sql', 'x')`)
    const newer = await there()
    expect(of(newer, 'schema')).toMatchObject([{ state: 'note', says: expect.stringContaining('9999-later.sql') }])
    await store.pool.query(`update migrations set contracts = true where name = '9999-later.sql'`)
    const less = await there()
    expect(of(less, 'schema')).toMatchObject([{ state: 'problem', says: expect.stringContaining('will not start') }])
    expect(less.well).toBe(false)
    await store.pool.query(`delete from migrations where name = '9999-later.sql'`)
    const { rows } = await store.pool.query(`select checksum from migrations where name = '0001-people.sql'`)
    await store.pool.query(`update migrations set checksum = 'x' where name = '0001-people.sql'`)
    expect(of(await there(), 'schema')[0]!.says).toContain('0001-people.sql is not the file that ran')
    await store.pool.query(`update migrations set checksum = $1 where name = '0001-people.sql'`, [rows[0]!.checksum])
  })

  it('takes no writes while somebody holds it, and the rest is looked at all the same', async () => {
    const { rows } = await store.pool.query<{ name: string }>('select current_database() as name')
    const name = pg.escapeIdentifier(rows[0]!.name)
    await store.pool.query(`alter database ${name} set default_transaction_read_only = on`)
    const found = await there()
    await store.pool.query(`alter database ${name} reset default_transaction_read_only`)
    expect(of(found, 'store')).toMatchObject([
      { state: 'ok' },
      { state: 'problem', todo: expect.stringMatching(/move/) },
    ])
    expect(of(found, 'clock')).toHaveLength(1)
  })

  it('is told apart from one whose user may make no tables', async () => {
    const { rows } = await store.pool.query<{ name: string }>('select current_database() as name')
    const role = `doctor_${process.pid}_${store.postgres}`
    await store.pool.query(`create role ${role} login password 'quite-a-secret-word'`)
    await store.pool.query(`grant connect on database ${pg.escapeIdentifier(rows[0]!.name)} to ${role}`)
    await store.pool.query(`grant select on all tables in schema public to ${role}`)
    const url = new URL(store.url)
    url.username = role
    url.password = 'quite-a-secret-word'
    const found = await there({ DATABASE_URL: url.href })
    await store.pool.query(`drop owned by ${role}`)
    await store.pool.query(`drop role ${role}`)
    expect(of(found, 'rights')).toMatchObject([{ state: 'problem', todo: expect.stringContaining('grant create') }])
    expect(JSON.stringify(found)).not.toContain('quite-a-secret-word')
  })

  it('tells of the newest backup, and of one that failed after it', async () => {
    await store.pool.query(
      `insert into backups (id, reason, place, name, outcome, asked_at, started_at, finished_at, bytes, rows, manifest_hash, encrypted, checked_at)
       values (gen_random_uuid(), 'schedule', 'folder', 'one.tar', 'made', now(), now() - interval '3 hours', now() - interval '3 hours', 10, 1, repeat('a', 64), false, now())`,
    )
    expect(of(await there(), 'backup')).toMatchObject([
      { state: 'ok', says: 'The newest is 3 hours old, restored for a trial and found equal.' },
    ])
    await store.pool.query(
      `insert into backups (id, reason, place, name, outcome, asked_at, started_at, finished_at, error)
       values (gen_random_uuid(), 'schedule', 'folder', 'two.tar', 'failed', now(), now(), now(), 'The disk is full.')`,
    )
    expect(of(await there(), 'backup')).toMatchObject([
      { state: 'problem', says: expect.stringContaining('disk is full') },
    ])
    await store.pool.query('delete from backups')
  })
})

describe('what is out of reach', () => {
  it('is said, with all problems of the configuration at once, and the rest goes on', async () => {
    const found = await look(
      {
        DATABASE_URL: 'postgres://asha:a-hidden-password@127.0.0.1:1/mosaic',
        PORT: '99999',
        SMTP_URL: 'smtp://asha:another-hidden%word@mail.example.com',
        BUSINESS_TIME_ZONE: 'Asia/Nowhere',
      },
      { patienceMs: 500 },
    )
    expect(of(found, 'configuration').map(({ says }) => says.split(':')[0])).toEqual(
      expect.arrayContaining(['PORT', 'SMTP_URL', 'MAIL_FROM', 'BUSINESS_TIME_ZONE']),
    )
    expect(of(found, 'store')).toMatchObject([
      {
        state: 'problem',
        says: expect.stringContaining('ECONNREFUSED'),
        todo: expect.stringContaining('DATABASE_URL'),
      },
    ])
    expect(of(found, 'versions')).toHaveLength(1)
    expect(of(found, 'temporary')).toHaveLength(1)
    expect(JSON.stringify(found)).not.toContain('hidden')
  })

  it('is waited for no longer than it was told to', async () => {
    const began = performance.now()
    // An address for documentation, which answers nobody.
    const found = await look({ DATABASE_URL: 'postgres://a:b@192.0.2.1/x' }, { patienceMs: 500 })
    // The system itself would wait for minutes.
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(of(found, 'store')[0]!.state).toBe('problem')
  })

  it('is no reason to make a folder', async () => {
    const found = await look({ MOSAIC_DATA: path.join(folder, 'none') })
    expect(of(found, 'store')).toMatchObject([{ state: 'note', says: expect.stringContaining('yet') }])
    expect(fs.existsSync(path.join(folder, 'none'))).toBe(false)
  })
})

describe('with --live', () => {
  let mail: Awaited<ReturnType<typeof startMailServer>>
  let twilio: Awaited<ReturnType<typeof startTwilio>>
  let s3: Awaited<ReturnType<typeof startS3>>
  let model: Awaited<ReturnType<typeof openEndpoint>>
  let env: NodeJS.ProcessEnv
  beforeAll(async () => {
    mail = await startMailServer({ auth: { user: 'asha', pass: 'mail-secret-word' } })
    twilio = await startTwilio({ authToken: 'twilio-secret-word' })
    s3 = await startS3()
    model = await openEndpoint()
    const url = new URL(mail.url)
    url.username = 'asha'
    url.password = 'mail-secret-word'
    env = {
      SMTP_URL: url.href,
      MAIL_FROM: 'Mosaic <desk@homes.example>',
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_API_URL: twilio.url,
      TWILIO_SMS_FROM: '+15005550006',
      OPENAI_API_KEY: 'model-secret-word',
      OPENAI_BASE_URL: model.baseUrl,
      S3_BUCKET: s3.settings.bucket,
      S3_ENDPOINT: s3.settings.endpoint,
      S3_ACCESS_KEY_ID: s3.settings.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.settings.secretAccessKey,
    }
  })
  afterAll(async () => {
    await Promise.all([mail.close(), twilio.close(), s3.close(), model.close()])
  })

  it('connects for real, and sends and leaves nothing', async () => {
    const found = await there(env, { live: true })
    for (const check of ['email', 'twilio', 'model', 'files']) expect(of(found, check)).toMatchObject([{ state: 'ok' }])
    expect(mail.logins()).toBe(1)
    expect(mail.mails).toEqual([])
    expect(twilio.messages).toEqual([])
    expect(model.requests).toHaveLength(1)
    expect(s3.objects.size).toBe(0)
  })

  it('says which secret is wrong and shows none', async () => {
    model.behave({ kind: 'status', status: 401 })
    const found = await there(
      {
        ...env,
        SMTP_URL: env.SMTP_URL!.replace('mail-secret-word', 'wrong-secret-word'),
        TWILIO_AUTH_TOKEN: 'wrong-secret-word',
        S3_SECRET_ACCESS_KEY: 'wrong-secret-word',
      },
      { live: true },
    )
    for (const [check, todo] of [
      ['email', 'SMTP_URL'],
      ['twilio', 'TWILIO_AUTH_TOKEN'],
      ['model', 'OPENAI_API_KEY'],
      ['files', 'keys'],
    ] as const)
      expect(of(found, check)).toMatchObject([{ state: 'problem', todo: expect.stringContaining(todo) }])
    expect(JSON.stringify(found)).not.toContain('secret-word')
  })

  it('without it connects to nobody', async () => {
    const before = [mail.connections(), twilio.requests(), model.requests.length, s3.calls.length]
    await there(env)
    expect([mail.connections(), twilio.requests(), model.requests.length, s3.calls.length]).toEqual(before)
  })
})

describe('mosaic doctor', () => {
  const run = async (args: string[], env: NodeJS.ProcessEnv) => {
    const lines: string[] = []
    const errors: string[] = []
    const io = {
      out: (line: string) => lines.push(line),
      err: (line: string) => errors.push(line),
      stdin: process.stdin,
    }
    const withStore = async () => 9
    const code = await doctorCommand(args, io, {
      env: { MOSAIC_DATA: folder, ...env },
      cwd: folder,
      withStore,
      patienceMs: 500,
    })
    return { code, lines, errors }
  }

  it('ends with 0 when nothing is wrong and with 1 when something is', async () => {
    const well = await run([], { DATABASE_URL: store.url })
    expect(well.code).toBe(0)
    expect(well.lines.at(-1)).toMatch(/^Nothing is wrong; \d+ notes?\.$/)
    const ill = await run(['--json'], { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' })
    expect(ill.code).toBe(1)
    expect(JSON.parse(ill.lines.join('\n'))).toMatchObject({ well: false, findings: expect.any(Array) })
  })

  it.each([
    [['now']],
    [['--restart']],
    [['--persistence']],
    [['--persistence', 'http://a.example', '--restart']],
    [['--persistence', 'http://a.example', '--wait', 'x']],
    [['--wait', '5']],
  ])('shows how it is used for %j', async args => {
    expect(await run(args, {})).toMatchObject({
      code: 2,
      lines: [],
      errors: expect.arrayContaining([expect.any(String)]),
    })
  })

  it('refuses flags that it does not know', async () => {
    await expect(run(['--sned', 'x'], {})).rejects.toMatchObject({ code: 'doctor.arguments' })
  })

  it('gives --send the store', async () => {
    expect(await run(['--send', 'email=a@b.example'], {})).toMatchObject({ code: 9 })
  })
})
