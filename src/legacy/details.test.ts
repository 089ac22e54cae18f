import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { erasePerson, registerPersonPart } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { legacyPart } from './index.ts'
import { LAYOUTS, legacyFile } from './testing/legacy-file.ts'
import { take, total } from './testing/take.ts'

const store = testStore({ connections: 3 })

async function of<Row extends object>(name: string, text: string): Promise<Row[]> {
  const { rows } = await store.pool.query<Row>(
    `with mine as (select p.person_id from legacy_persons p join legacy_sources s on s.id = p.source_id where s.name = $1)
    ${text}`,
    [name],
  )
  return rows
}

test('a row that came again changed is still its person’s: it goes with them', async () => {
  const file = legacyFile()
  file.add('sessions', { id: 's1', user_data: '{"a":1}' })
  file.add('wimd_outputs', { session_id: 's1', prompt: 'first words' })
  const input = { from: file.path, name: 'changed' }
  await take(store, input)
  file.db.exec("update wimd_outputs set prompt = 'other words'")
  await take(store, input)
  const rows = () =>
    of<{ person: string }>(
      'changed',
      `
    select r.person_id as person from legacy_rows r join legacy_tables t on t.id = r.table_id
    join legacy_sources s on s.id = t.source_id where s.name = $1 and "row" like '% words%'`,
    )
  const [first, second] = await rows()
  expect(second).toEqual(first)
  registerPersonPart(legacyPart)
  await erasePerson(store.ctx(), { personId: first!.person })
  expect(await rows()).toEqual([])
  const again = await take(store, input)
  expect(total(again, 'quarantined')).toBe(2)
  expect(await rows()).toEqual([])
  file.close()
})

test('who signed in a microsecond later keeps the account', async () => {
  const file = legacyFile()
  const user = { email: 'ann@example.org', password_hash: 'x' }
  file.add('users', { ...user, id: 'a', created_at: '2025-06-01 00:00:00', last_login: '2025-07-01 00:00:00.000001' })
  file.add('users', { ...user, id: 'b', created_at: '2025-05-01 00:00:00', last_login: '2025-07-01T00:00:00.000002' })
  file.close()
  await take(store, { from: file.path, name: 'microseconds' })
  expect(
    await of(
      'microseconds',
      `
    select l.key from accounts a join legacy_persons l on l.person_id = a.person_id where a.person_id in (select person_id from mine)`,
    ),
  ).toEqual([{ key: 'b' }])
})

test('an empty response had its turn; broken text within JSON is mended, and what is no JSON is null', async () => {
  const file = legacyFile()
  const said = [
    { step: 1, response: '' },
    { step: 1, response: 'What I said second.' },
  ]
  file.add('sessions', { id: 's1', user_data: JSON.stringify({ ps101_step: 1, ps101_responses: said }) })
  file.db.exec(
    `insert into sessions (id, user_data) values ('s2', cast(x'${Buffer.from(
      JSON.stringify({ ps101_step: 2, ps101_responses: [{ step: 2, response: 'Broken ~ but said.' }] }),
    )
      .toString('hex')
      .replace('7e', 'ff')}' as text))`,
  )
  const version = { session_id: 's1', content: 'A text', version_name: 'feedback-1' }
  for (const feedback of ['{"score": NaN}', 'null', '{"score":1}', '"Well done"'])
    file.add('resume_versions', { ...version, feedback })
  file.close()
  const report = await take(store, { from: file.path, name: 'json' })
  expect(report.repairs).toEqual({ invalid_utf8: 1, bad_json: 1 })
  expect(
    await of(
      'json',
      `
    select prompt, text from answers a join enrolments e on e.id = a.enrolment_id where e.person_id in (select person_id from mine) order by 1`,
    ),
  ).toEqual([
    { prompt: '1.2', text: 'What I said second.' },
    { prompt: '2.1', text: 'Broken \uFFFD but said.' },
  ])
  expect(
    await of(
      'json',
      `
    select earlier_feedback as said from resume_versions where person_id in (select person_id from mine) order by number`,
    ),
  ).toEqual([null, null, '{"score":1}', 'Well done'].map(said => ({ said })))
})

test('bytes are found by the base name of the path, never by a name that others have too', async () => {
  const file = legacyFile()
  const folder = path.join(path.dirname(file.path), 'uploads')
  fs.mkdirSync(folder)
  for (const name of ['cv.pdf', 'passwd']) fs.writeFileSync(path.join(folder, name), `bytes of ${name}`)
  fs.symlinkSync('/etc/hosts', path.join(folder, 'hosts'))
  file.add('sessions', { id: 's1' })
  const add = (filename: string, file_path: string | null) =>
    file.add('file_uploads', { session_id: 's1', filename, file_path })
  add('cv.pdf', '/srv/uploads/of-somebody-else-cv.pdf')
  add('cv.pdf', null)
  add('x', '../../etc/passwd')
  add('hosts', '/etc/hosts')
  file.close()
  const report = await take(store, { from: file.path, name: 'bytes', files: folder })
  expect(report.repairList.filter(({ code }) => code === 'bytes_missing').map(({ key }) => key)).toEqual(['1', '4'])
})

test('homes are those of the report; a session that another row brought back is whose archived rows are', async () => {
  const file = legacyFile()
  file.db.exec('create table discount_codes (code text primary key, grants_tier text)')
  file.add('discount_codes', { code: 'HOMES-1', grants_tier: 'beta' })
  file.add('learning_data', { session_id: 'gone', learning_type: 'x', content: 'Something learned' })
  file.add('capability_evidence', { session_id: 'gone', capability_name: 'x' })
  file.add('capability_evidence', { session_id: 'never heard of', capability_name: 'x' })
  file.close()
  const input = { from: file.path, name: 'homes' }
  const report = await take(store, input)
  expect(Object.keys(report.homes)).toEqual(
    'persons accounts conversations messages enrolments answers files resumeVersions listings matches experiments'.split(
      ' ',
    ),
  )
  expect(report.homes.persons).toBe(1)
  const rows = await of<{ known: boolean }>(
    'homes',
    `
    select r.person_id is not null as known from legacy_rows r join legacy_tables t on t.id = r.table_id
    join legacy_sources s on s.id = t.source_id where s.name = $1 and t.name = 'capability_evidence' order by r.key`,
  )
  expect(rows).toEqual([{ known: true }, { known: false }])
  expect(total(await take(store, input), 'already')).toBe(4)
})

test('what was learned in an experiment whose owner changed is somebody’s all the same', async () => {
  const file = legacyFile()
  file.add('experiments', { id: 'e1', session_id: 'one', experiment_name: 'x' })
  const input = { from: file.path, name: 'owners' }
  await take(store, input)
  file.db.exec("update experiments set session_id = 'two'")
  file.add('learning_data', { experiment_id: 'e1', learning_type: 'x', content: 'Something learned' })
  file.close()
  expect((await take(store, input)).tables.learning_data).toMatchObject({ imported: 1 })
})

test.each([5, 6, 22, 25] as const)('a file with %i tables', async layout => {
  const file = legacyFile(LAYOUTS[layout])
  file.add('sessions', { id: 's1', created_at: '2025-09-30 16:30:04', user_data: '{}' })
  file.add('wimd_outputs', { session_id: 's1', prompt: 'test', response: 'an answer' })
  file.add('job_matches', { session_id: 's1', job_id: 'j', fit_score: 0.5 })
  if (layout > 5) file.add('feature_flags', { flag_name: 'x', enabled: 1 })
  if (layout > 6) file.add('experiments', { id: 'e', session_id: 's1', experiment_name: 'x', status: 'completed' })
  for (const column of ['user_id', 'expires_at']) file.db.exec(`alter table sessions drop column ${column}`)
  file.close()
  const report = await take(store, { from: file.path, name: `layout ${layout}` })
  expect([total(report, 'imported'), total(report, 'archived')]).toEqual([layout > 6 ? 4 : 3, layout > 5 ? 1 : 0])
  expect(report.homes.persons).toBe(1)
})
