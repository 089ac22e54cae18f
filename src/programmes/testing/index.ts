import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { type Definition, promptsOf } from '../definition.ts'
import { enrol } from '../enrol.ts'
import { knowProgramme, programmeOf } from '../registry.ts'
import { releaseProgrammes } from '../release-programmes.ts'
import { saveAnswer } from '../save-answer.ts'
import type { Enrolment } from '../schema.ts'

/** Makes fixture versions known and releases everything, as a start does. */
export async function releaseForTest(ctx: Context, ...fixtures: Definition[]): Promise<void> {
  for (const fixture of fixtures) knowProgramme(fixture)
  await releaseProgrammes(ctx)
}

/** A version made of prompts alone: `fixtureProgramme('demo', 2, [['a', 'b'], ['c']], {…})` asks a, b in step 1 and c in step 2. */
export function fixtureProgramme(
  key: string,
  version: number,
  steps: string[][],
  from: Definition['from'] = null,
): Definition {
  return {
    key,
    version,
    title: `Fixture ${key}`,
    summary: 'For tests.',
    minutes: 5,
    steps: steps.map((texts, at) => ({
      number: at + 1,
      title: `Step ${at + 1}`,
      intro: 'For tests.',
      prompts: texts.map((text, index) => ({
        key: steps.length === 1 ? `${index + 1}` : `${at + 1}.${index + 1}`,
        text,
        help: null,
        kind: 'text' as const,
        advice: { characters: 30, items: null },
        form: null,
      })),
    })),
    from,
  }
}

/** A new person with an open enrolment; everything is released first. */
export async function enrolSomebody(
  ctx: Context,
  programme = 'ps101-express',
): Promise<{ personId: string; enrolmentId: string; enrolment: Enrolment }> {
  await releaseProgrammes(ctx)
  const personId = await createPerson(ctx)
  const { enrolment } = await enrol(ctx, { personId, programme })
  return { personId, enrolmentId: enrolment.id, enrolment }
}

/** A member: a person with an account whose e-mail is proven unless told. */
export async function addAccount(ctx: Context, personId: string, { proven = true, name = 'Ilse Vogel' } = {}) {
  const id = randomUUID()
  const email = `${id}@example.org`
  await sql`
    insert into accounts (id, person_id, name, email, email_verified, role, origin, created_at, updated_at)
    values (${id}, ${personId}, ${name}, ${email}, ${proven}, 'member', 'import', ${ctx.now()}, ${ctx.now()})`.execute(
    ctx.db,
  )
  return { id, email }
}

/** Answers these prompts, or all, each with words of its own. */
export async function answerAll(
  ctx: Context,
  enrolment: Pick<Enrolment, 'id' | 'programme' | 'version'> & { personId: string },
  which: (prompt: { key: string; step: number }) => boolean = () => true,
): Promise<void> {
  for (const prompt of promptsOf(programmeOf(enrolment.programme, enrolment.version)).filter(which))
    await saveAnswer(ctx, {
      personId: enrolment.personId,
      enrolmentId: enrolment.id,
      prompt: prompt.key,
      text: `My own answer to question ${prompt.key}.`,
      value: prompt.kind === 'rating' ? 5 : undefined,
      final: true,
    })
}
