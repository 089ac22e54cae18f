import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { createPerson, rememberFacts } from '../../people/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { importPostings } from './import-postings.ts'
import {
  type MatchMailPlan,
  matchMailSubject,
  nextMorning,
  planMatchMails,
  readUnsubscribe,
  replanMatchMail,
  unsubscribeToken,
} from './match-mail.ts'
import { setMatchMail } from './preferences.ts'
import { addSamplePostings } from './sample.ts'

const store = testStore()
const now = Temporal.Instant.from('2026-11-20T10:00:00Z')
const ctx = (at = now) => store.ctx({ now: () => at })
beforeAll(async () => {
  await addSamplePostings(ctx())
  const jobs = Array.from({ length: 7 }, (_, at) => ({
    sourceId: String(at),
    title: `Cluster <b>${at}</b>`,
    company: 'C',
    skills: ['Kubernetes'],
  }))
  await importPostings(ctx(), {
    bytes: Buffer.from(JSON.stringify(jobs)),
    fileName: 'x',
    format: 'json',
    source: 'mail',
  })
})

async function member({ zone = 'America/Denver', proven = true, skill = 'k8s' } = {}) {
  const personId = await createPerson(ctx())
  await sql`update persons set time_zone = ${zone} where id = ${personId}`.execute(ctx().db)
  await sql`insert into accounts (id, person_id, name, email, email_verified, role, origin, created_at, updated_at)
    values (${newId()}, ${personId}, 'Ilse', ${`${personId}@example.com`}, ${proven}, 'member', 'sign_up', ${now}, ${now})`.execute(
    ctx().db,
  )
  await rememberFacts(ctx(), { personId, messageId: null, facts: [{ key: 'skill', value: skill }] })
  await setMatchMail(ctx(), personId, true)
  return personId
}

async function planned(personId: string, at = now): Promise<MatchMailPlan[]> {
  const plans: MatchMailPlan[] = []
  await planMatchMails(ctx(at), async (_ctx, some) => void plans.push(...some))
  return plans.filter(plan => plan.personId === personId)
}
const compose = async (plan: MatchMailPlan) =>
  (await matchMailSubject.compose(ctx(), [{ id: 'r', subjectId: plan.subject.id }])).get('r')!

test('08:00 by the clock of the zone, on the days when clocks change too', () => {
  const at = (instant: string, zone: string) => nextMorning(Temporal.Instant.from(instant), zone).toInstant().toString()
  expect(at('2026-10-31T13:00:00Z', 'America/Denver')).toBe('2026-10-31T14:00:00Z')
  expect(at('2026-10-31T14:00:00Z', 'America/Denver')).toBe('2026-11-01T15:00:00Z')
  expect(at('2026-11-20T10:00:00Z', 'Asia/Kolkata')).toBe('2026-11-21T02:30:00Z')
})

test('one mail for each local date; five at most, no sample, nothing twice; none left: closed with reason', async () => {
  const personId = await member()
  const [plan, ...more] = await planned(personId)
  expect(more).toEqual([])
  expect(plan).toMatchObject({ channel: 'email', timeZone: 'America/Denver', subject: { kind: 'match_mail' } })
  expect(plan!.plannedAt.toString()).toBe('2026-11-20T15:00:00Z')
  expect(await planned(personId)).toEqual([])
  const mail = await compose(plan!)
  if (!mail.holds) throw new Error(mail.reason)
  expect(mail.text.match(/career\/jobs\/[0-9a-f-]{36}/g)).toHaveLength(5)
  expect(mail.html).not.toContain('<b>')
  expect(mail.text).not.toContain('invented')
  expect(mail.text).toContain('unsubscribe=')
  expect(mail.kept).not.toMatch(/unsubscribe|career.jobs/)
  expect(await compose(plan!)).toEqual(mail)
  const [second] = await planned(personId, now.add({ hours: 24 }))
  const next = await compose(second!)
  expect(next.holds && next.text.match(/career\/jobs\/[0-9a-f-]{36}/g)).toHaveLength(2)
  const [third] = await planned(personId, now.add({ hours: 48 }))
  expect(await compose(third!)).toEqual({ holds: false, status: 'suppressed', reason: 'no_new_matches' })
})

test('nothing goes to an unproven address, nor after one click', async () => {
  const [unproven] = await planned(await member({ proven: false }))
  expect(await compose(unproven!)).toMatchObject({ holds: false, reason: 'email_unproven' })
  const personId = await member()
  const [plan] = await planned(personId)
  const token = await unsubscribeToken(ctx(), personId)
  await expect(readUnsubscribe(ctx(), `${token.slice(0, -1)}_`)).rejects.toMatchObject({
    code: 'catalogue.unsubscribe_unknown',
  })
  expect(await readUnsubscribe(ctx(), token)).toBe(personId)
  await setMatchMail(ctx(), personId, false)
  expect(await compose(plan!)).toMatchObject({ holds: false, status: 'cancelled', reason: 'no_consent' })
  expect(await planned(personId, now.add({ hours: 72 }))).toEqual([])
})

test('who moves gets the next mail at 08:00 of where they live now; what has left stays as it is', async () => {
  const personId = await member({ zone: 'Asia/Kolkata' })
  const [first] = await planned(personId)
  expect(first!.plannedAt.toString()).toBe('2026-11-21T02:30:00Z')
  await sql`update persons set time_zone = 'America/Denver' where id = ${personId}`.execute(ctx().db)
  await replanMatchMail(ctx(), { personId }, async () => 0)
  expect(await planned(personId)).toEqual([])
  const taken: string[] = []
  await replanMatchMail(ctx(), { personId }, async (_ctx, { subject }) => taken.push(subject.id))
  expect(taken).toEqual([first!.subject.id])
  expect((await planned(personId)).map(({ plannedAt }) => plannedAt.toString())).toEqual(['2026-11-20T15:00:00Z'])
})
