import { type Context, inTransaction } from '../storage/index.ts'

export type Subject = { kind: string; id: string }

/**
 * Adds a line to the audit log: who did what (`account.role_changed`) to what, and when. Call it in the transaction of the
 * act. `detail` holds ids, counts and states only, never what a person said or how to reach them.
 */
export async function audit(
  ctx: Context,
  action: string,
  subject: Subject,
  detail: Record<string, unknown> = {},
): Promise<void> {
  if (!inTransaction(ctx)) throw new Error(`audit(${action}) outside the transaction of its act`)
  await writeLine(ctx, action, subject, detail)
}

/** The same where visitors, members and the system do it too: a line where somebody of the staff acts, and none else. */
export async function auditStaff(
  ctx: Context,
  action: string,
  subject: Subject,
  detail: Record<string, unknown> = {},
): Promise<void> {
  if (ctx.actor.kind === 'account' && ctx.actor.role !== 'member') await audit(ctx, action, subject, detail)
}

/** The same for what was only read, and stands alone. */
export async function auditRead(
  ctx: Context,
  action: string,
  subject: Subject,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await writeLine(ctx, action, subject, detail)
}

async function writeLine(ctx: Context, action: string, subject: Subject, detail: Record<string, unknown>) {
  const { actor } = ctx
  const actorId = actor.kind === 'account' ? actor.accountId : actor.kind === 'visitor' ? actor.personId : null
  await ctx.db
    .insertInto('audit_log')
    .values({
      at: ctx.now(),
      actor_kind: actor.kind,
      actor_id: actorId ?? null,
      action,
      subject_kind: subject.kind,
      subject_id: subject.id,
      detail: JSON.stringify(detail),
    })
    .execute()
}
