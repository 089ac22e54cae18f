import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Context, transact } from '../storage/index.ts'
import { type Carriage, carriage, carry, mapBetween } from './carry.ts'
import { promptsOf } from './definition.ts'
import { type EnrolmentRecord, lockRecord, requireRecord } from './record.ts'
import { findDefinition, programmeOf } from './registry.ts'
import type { Enrolment, Upgraded } from './schema.ts'
import { clamp, standingOf } from './standing.ts'
import { questionOf, toEnrolment, UNDO_DAYS, undoableUpgrade } from './view.ts'

type Named = { personId: string; enrolmentId: string }

/**
 * Moves an enrolment to a newer version: answers are copied with a link back, those of retired questions stay as earlier ones.
 * `dryRun` says what would happen and changes nothing. Undone by `undoUpgrade` for 30 days.
 * Refuses `programmes.unknown_programme` (no such version), `programmes.no_upgrade` (none that leads there),
 * `programmes.unknown_enrolment`, `programmes.archived`.
 */
export async function upgradeEnrolment(
  ctx: Context,
  input: Named & { toVersion: number; dryRun?: boolean },
): Promise<Upgraded> {
  const { toVersion, dryRun = false } = input
  return transact(ctx, async ctx => {
    await lockAnswers(ctx, input)
    const before = await lockRecord(ctx, input)
    const definition = programmeOf(before.programme, toVersion)
    const map = mapBetween(before.programme, before.version, toVersion)
    if (!map)
      return refuse(
        'conflict',
        'programmes.no_upgrade',
        `From version ${before.version} there is no way to ${toVersion}.`,
      )
    const place = (prompt: string) => {
      const there = map.get(prompt)
      return there === 'retired' ? undefined : there
    }
    const carried = carriage(before, before.version, toVersion, ({ prompt }) => place(prompt))
    const told = { dryRun, from: before.version, to: toVersion, ...whatMoves(before, toVersion, carried) }
    if (dryRun) return { ...told, enrolment: toEnrolment(before, ctx.now()) }

    await carry(ctx, before, toVersion, carried, place)
    const skipped = standingOf(before, programmeOf(before.programme, before.version), ctx.now()).skipped
    for (const [prompt, at] of skipped) {
      const there = place(prompt)
      if (there !== undefined && !carried.moved.some(move => move.prompt === there && move.from.answered_at))
        await sql`
          insert into skips (enrolment_id, version, prompt, revision, skipped_at)
          select ${before.id}, ${toVersion}, ${there}, coalesce(max(revision), 0), ${at} from answers
          where enrolment_id = ${before.id} and version = ${toVersion} and prompt = ${there}
          on conflict do nothing`.execute(ctx.db)
    }
    await sql`
      insert into enrolment_upgrades (id, enrolment_id, from_version, to_version, position, upgraded_at)
      values (${newId()}, ${before.id}, ${before.version}, ${toVersion}, ${before.position}, ${ctx.now()})`.execute(
      ctx.db,
    )
    await sql`update enrolments set version = ${toVersion}, position = null where id = ${before.id}`.execute(ctx.db)
    const after = await requireRecord(ctx, input)
    const { prompts, reached } = standingOf(after, definition, ctx.now())
    const wanted = before.position === null ? null : (place(before.position) ?? reached.at(-1)!)
    const position = clamp(wanted, prompts, reached)
    await sql`update enrolments set position = ${position} where id = ${before.id}`.execute(ctx.db)
    return { ...told, enrolment: toEnrolment({ ...after, position }, ctx.now()) }
  })
}

/**
 * Takes the last upgrade back within 30 days. What was written since comes along where its question is asked there, and stays as
 * an earlier question otherwise. Refuses `programmes.no_undo`, `programmes.unknown_enrolment`, `programmes.archived`.
 */
export async function undoUpgrade(ctx: Context, named: Named): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    await lockAnswers(ctx, named)
    const before = await lockRecord(ctx, named)
    const upgrade = undoableUpgrade(before, ctx.now())
    if (!upgrade)
      return refuse('conflict', 'programmes.no_undo', `There is no upgrade of the last ${UNDO_DAYS} days to undo.`)
    const target = upgrade.from_version
    const home = new Map(
      before.answers.filter(({ version }) => version === target).map(one => [one.lineage, one.prompt]),
    )
    const map = mapBetween(before.programme, target, before.version)
    const origin = new Map(
      [...(map ?? [])].filter(([, there]) => there !== 'retired').map(([key, there]) => [there, key]),
    )
    const back = carriage(
      before,
      before.version,
      target,
      ({ lineage, prompt }) => home.get(lineage) ?? origin.get(prompt),
    )
    await carry(ctx, before, target, back, prompt => origin.get(prompt))
    await sql`update enrolment_upgrades set undone_at = ${ctx.now()} where id = ${upgrade.id}`.execute(ctx.db)
    await sql`
      update enrolments set version = ${target}, position = ${upgrade.position} where id = ${before.id}`.execute(ctx.db)
    return toEnrolment(await requireRecord(ctx, named), ctx.now())
  })
}

/** A first answer that is being written ends before, and what is written after goes to the new version. */
async function lockAnswers(ctx: Context, { personId, enrolmentId }: Named): Promise<void> {
  await sql`select from persons where id = ${personId} and erased_at is null for key share`.execute(ctx.db)
  await sql`select from enrolments where id = ${enrolmentId} and person_id = ${personId} for update`.execute(ctx.db)
  await sql`
    select from answers where enrolment_id = ${enrolmentId} order by enrolment_id, version, prompt for update`.execute(
    ctx.db,
  )
}

function whatMoves(record: EnrolmentRecord, to: number, { moved, left }: Carriage) {
  const old = findDefinition(record.programme, record.version)
  const definition = programmeOf(record.programme, to)
  const filled = new Set([
    ...moved.map(({ prompt }) => prompt),
    ...record.answers.filter(({ version }) => version === to).map(({ prompt }) => prompt),
  ])
  return {
    moved: moved.map(({ from, prompt }) => ({
      from: from.prompt,
      prompt,
      question: questionOf(definition, prompt),
      text: from.text,
    })),
    retired: left.map(({ prompt, text }) => ({ prompt, question: questionOf(old, prompt), text })),
    fresh: promptsOf(definition)
      .filter(({ key }) => !filled.has(key))
      .map(({ key, text }) => ({ prompt: key, question: text })),
  }
}
