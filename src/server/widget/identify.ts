import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { createPerson, giveVisitorKey, mergeVisitor, rememberFacts } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { missingFacts } from './facts.ts'
import type { SiteUser } from './token.ts'

/** Whether the browser's key already opens the person, or must be exchanged for `newKey`. */
type Identified = { exchanged: boolean }

/**
 * Makes this browser the site's user: the first browser that names a user brings its own person along, every later one is joined
 * to that person, with what was begun in it (a merge, undoable like any). `keyHash` is the key that the browser holds, `newKey`
 * the hash of one that nobody has, given to the person where the browser's own does not open them. A key that belongs to another
 * user of the site is left alone: two people share that browser.
 *
 * Refuses `widget.has_account` for a person who has made an account: it opens by its password alone.
 */
export function identifyVisitor(
  ctx: Context,
  { user, keyHash, newKey }: { user: SiteUser; keyHash: string | undefined; newKey: string },
): Promise<Identified> {
  return transact(ctx, async ctx => {
    // One user at a time: two first browsers of the same user would each bring a person.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`site identity ${user.subject}`}, 0))`.execute(ctx.db)
    const known = await findIdentity(ctx, user.subject)
    const personId = known ?? (await firstPerson(ctx, user.subject, keyHash))
    await refuseAccount(ctx, personId)
    const isOpen = keyHash !== undefined && (await opens(ctx, keyHash, personId))
    const free = known && !isOpen && keyHash !== undefined && !(await isAnothersKey(ctx, keyHash))
    const merge = free ? await mergeVisitor(ctx, { keyHash, personId }) : undefined
    if (!isOpen) await giveVisitorKey(ctx, { personId, keyHash: newKey })
    const facts = await missingFacts(ctx, { personId, ...user })
    await rememberFacts(ctx, { personId, messageId: null, source: 'account', facts })
    if (!known || merge || !isOpen)
      await audit(
        ctx,
        'widget.identified',
        { kind: 'person', id: personId },
        { merge: merge?.id ?? null, isNew: !known },
      )
    return { exchanged: !isOpen }
  })
}

async function findIdentity(ctx: Context, subject: string): Promise<string | undefined> {
  const found = await sql<{ person_id: string }>`
    select person_id from site_identities where subject = ${subject}`.execute(ctx.db)
  return found.rows[0]?.person_id
}

/** The person whom this browser already is, where they are nobody else's; else a new one. */
async function firstPerson(ctx: Context, subject: string, keyHash: string | undefined): Promise<string> {
  const own = await sql<{ id: string }>`
    select p.id from visitor_keys k join persons p on p.id = k.person_id
    where k.key_hash = ${keyHash ?? ''} and k.ended_at is null and p.erased_at is null and p.merged_into is null
      and not exists (select from site_identities i where i.person_id = p.id)
      and not exists (select from accounts a where a.person_id = p.id)
    for update of p`.execute(ctx.db)
  const personId = own.rows[0]?.id ?? (await createPerson(ctx))
  await sql`
    insert into site_identities (subject, person_id, created_at) values (${subject}, ${personId}, ${ctx.now()})
  `.execute(ctx.db)
  return personId
}

async function refuseAccount(ctx: Context, personId: string): Promise<void> {
  const found = await sql`select from accounts where person_id = ${personId}::uuid`.execute(ctx.db)
  if (found.rows.length > 0)
    refuse('conflict', 'widget.has_account', 'This user has an account here, which opens by signing in.')
}

async function opens(ctx: Context, keyHash: string, personId: string): Promise<boolean> {
  const found = await sql`
    select from visitor_keys where key_hash = ${keyHash} and person_id = ${personId}::uuid and ended_at is null
  `.execute(ctx.db)
  return found.rows.length > 0
}

async function isAnothersKey(ctx: Context, keyHash: string): Promise<boolean> {
  const found = await sql`
    select from visitor_keys k join site_identities i on i.person_id = k.person_id
    where k.key_hash = ${keyHash}`.execute(ctx.db)
  return found.rows.length > 0
}
