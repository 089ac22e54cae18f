import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createPerson, recallFacts } from '../people/index.ts'
import { testStore } from '../storage/testing/index.ts'
import {
  addVersion,
  compareVersions,
  createResume,
  eraseResume,
  giveFeedback,
  listResumes,
  readResumeOf,
  requireVersion,
  resumePart,
  tailorResume,
} from './index.ts'
import { POSTING, RESUME } from './testing/sample.ts'

const store = testStore({ connections: 4 })
const ctx = () => store.ctx()

async function begin() {
  const personId = await createPerson(ctx())
  return { personId, version: await createResume(ctx(), { personId, name: 'Data roles', text: RESUME }) }
}
const skills = async (personId: string) => (await recallFacts(ctx(), personId)).filter(({ key }) => key === 'skill')

test('versions are numbered and never change; editing and restoring make the next', async () => {
  const { personId, version } = await begin()
  const { resumeId: id } = version
  expect(version).toMatchObject({ number: 1, kind: 'canonical', madeBy: 'person', basedOn: null, text: RESUME })
  const second = await addVersion(ctx(), { personId, id, text: RESUME.replace('14', '16') })
  expect(second).toMatchObject({ number: 2, basedOn: 1 })
  expect(await addVersion(ctx(), { personId, id: version.id, text: `${second.text}\n\n` })).toMatchObject({
    id: second.id,
  })
  const third = await addVersion(ctx(), { personId, id, restore: 1 })
  expect(third).toMatchObject({ number: 3, basedOn: 1, text: RESUME })
  const resume = await readResumeOf(ctx(), { personId, id })
  expect(resume.versions.map(({ number }) => number)).toEqual([1, 2, 3])
  expect((await readResumeOf(ctx(), { personId, id, version: 2 })).version.text).toBe(second.text)
  expect(await requireVersion(ctx(), { personId, id: second.id })).toEqual(second)
  await expect(sql`update resume_versions set text = 'x' where id = ${second.id}`.execute(store.db)).rejects.toThrow()
  const diff = await compareVersions(ctx(), { personId, id, version: 2, other: '1' })
  expect(
    diff.hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== 'same').map(({ kind }) => kind)),
  ).toEqual(['removed', 'added'])
  expect(await compareVersions(ctx(), { personId, id: second.id, other: version.id })).toEqual(diff)
  expect((await giveFeedback(ctx(), { personId, id, version: 2 })).versionId).toBe(second.id)
})

test('many writers at once: each version has a number of its own; one request key makes one', async () => {
  const { personId, version } = await begin()
  const made = await Promise.all(
    Array.from({ length: 8 }, (_, index) => addVersion(ctx(), { personId, id: version.id, text: `Text ${index}` })),
  )
  expect(made.map(({ number }) => number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  const requestKey = randomUUID()
  const same = await Promise.all(
    Array.from({ length: 4 }, () => createResume(ctx(), { personId, name: 'Twice', text: 'One text', requestKey })),
  )
  expect(new Set(same.map(({ id }) => id)).size).toBe(1)
  await expect(createResume(ctx(), { personId, name: 'x', text: 'Another', requestKey })).rejects.toMatchObject({
    code: 'resumes.key_reused',
  })
})

test('skills are facts with the line that names them; what was not written by the person is none; erasing the résumé erases them', async () => {
  const { personId, version } = await begin()
  const facts = await skills(personId)
  expect(facts.map(({ value }) => value)).toEqual(expect.arrayContaining(['Python', 'SQL', 'Tableau', 'Budgeting']))
  const { rows } = await sql<{ quote: string; source_id: string; source_kind: string }>`
    select quote, source_id, source_kind from facts where person_id = ${personId}`.execute(store.db)
  for (const { quote, source_id, source_kind } of rows) {
    expect(RESUME).toContain(quote)
    expect([source_id, source_kind]).toEqual([version.id, 'resume'])
  }
  const propose = async () => `${RESUME}\nKubernetes, Docker and Terraform at Initech since 2020`
  const tailored = await tailorResume(ctx(), { personId, id: version.id, posting: POSTING, propose })
  expect(tailored).toMatchObject({
    kind: 'tailored',
    madeBy: 'model',
    basedOn: 1,
    listing: { title: 'Data Analyst', company: 'Globex' },
  })
  expect(tailored.text).toContain('Initech [to confirm] since 2020 [to confirm]')
  expect(await skills(personId)).toHaveLength(facts.length)
  await eraseResume(ctx(), { personId, id: tailored.id })
  expect(await skills(personId)).toEqual([])
  const left = await sql<{ n: number }>`
    select count(*) as n from facts where person_id = ${personId} and (value is not null or quote is not null)`.execute(
    store.db,
  )
  expect(left.rows[0]!.n).toBe(0)
  expect((await listResumes(ctx(), { personId })).items).toEqual([])
})

test('without a model, or with one that gives nothing, the rules tailor; no transaction is open while it is asked', async () => {
  const { personId, version } = await begin()
  const seen: boolean[] = []
  const tailored = await tailorResume(ctx(), {
    personId,
    id: version.id,
    posting: POSTING,
    propose: async ctx => {
      seen.push(ctx.db.isTransaction)
      return undefined
    },
  })
  expect([seen, tailored.madeBy, tailored.text.split('\n')[1]]).toEqual([[false], 'rules', 'Data Analyst'])
})

test('another person’s résumé is not there; a merge takes it along and back', async () => {
  const { personId, version } = await begin()
  const other = await createPerson(ctx())
  const theirs = { personId: other, id: version.resumeId }
  const code = { kind: 'not_found', code: 'resumes.unknown' }
  await expect(requireVersion(ctx(), theirs)).rejects.toMatchObject(code)
  await expect(requireVersion(ctx(), { ...theirs, id: version.id })).rejects.toMatchObject(code)
  await expect(addVersion(ctx(), { ...theirs, text: 'mine now' })).rejects.toMatchObject(code)
  await expect(eraseResume(ctx(), theirs)).rejects.toMatchObject(code)
  const mine = await createResume(ctx(), { personId: other, name: 'Mine', text: 'Of my own' })
  const compared = compareVersions(ctx(), { personId: other, id: mine.id, other: version.id })
  await expect(compared).rejects.toMatchObject(code)
  const moved = await resumePart.merge!(ctx(), { from: personId, to: other })
  expect((await listResumes(ctx(), { personId: other })).items).toHaveLength(2)
  await addVersion(ctx(), { ...theirs, text: 'Written meanwhile' })
  await resumePart.unmerge!(ctx(), { from: personId, to: other, moved })
  expect((await readResumeOf(ctx(), { personId, id: version.resumeId })).versions).toHaveLength(2)
  expect((await listResumes(ctx(), { personId: other })).items).toHaveLength(1)
  expect(await resumePart.erase(ctx(), personId)).toEqual({ resume_versions: 2, resumes: 1 })
})

test('what an earlier system said of a version is read with it, by its person alone, and goes with their data', async () => {
  const { personId, version } = await begin()
  const { resumeId: id } = version
  expect(version.earlierFeedback).toBeNull()
  const said = '{"score":1,"advice":["Say more."]}'
  await sql`
    insert into resume_versions (id, resume_id, person_id, number, kind, text, made_by, created_at, imported, earlier_feedback)
    values (${randomUUID()}::uuid, ${id}::uuid, ${personId}::uuid, 2, 'canonical', 'Before', 'person', now(), true, ${said})`.execute(
    store.db,
  )
  expect((await readResumeOf(ctx(), { personId, id })).version).toMatchObject({ number: 2, earlierFeedback: said })
  expect((await readResumeOf(ctx(), { personId, id, version: 1 })).version.earlierFeedback).toBeNull()
  // What is made from it was never spoken of.
  expect(await addVersion(ctx(), { personId, id, text: 'Before, and more' })).toMatchObject({
    ...{ number: 3, basedOn: 2, earlierFeedback: null },
  })
  await expect(readResumeOf(ctx(), { personId: await createPerson(ctx()), id })).rejects.toMatchObject({
    code: 'resumes.unknown',
  })
  const exported = (await resumePart.export(ctx(), personId)) as {
    resume_versions: { earlier_feedback: string | null }[]
  }
  expect(exported.resume_versions.map(row => row.earlier_feedback)).toEqual([null, said, null])
  await resumePart.erase(ctx(), personId)
  const left = await sql`select from resume_versions where person_id = ${personId}::uuid`.execute(store.db)
  expect(left.rows).toEqual([])
})
