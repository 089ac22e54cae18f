import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { accountMarkOf, personOfSession, readSessionCookie, sessionAt } from '../../accounts/index.ts'
import { hashSecret } from '../../kernel/ids.ts'
import type { Speaker } from '../../outage/index.ts'
import type { Actor, Context } from '../../storage/index.ts'
import { visitorKeyOf } from '../access.ts'

/** Who asks, by what they hold that we once signed: told without the store. Undefined for who brings nothing of the kind. */
export function speakerOf(
  request: FastifyRequest,
  { visitorSecret, sessionSecret }: { visitorSecret: string; sessionSecret: string },
): Speaker | undefined {
  const token = readSessionCookie(request.headers.cookie, sessionSecret)
  const keyHash = visitorKeyOf(request, { visitorSecret })
  if (token === undefined && keyHash === undefined) return undefined
  const accountMark = token === undefined ? undefined : accountMarkOf(token)
  return {
    ...(token !== undefined && { tokenHash: hashSecret(token) }),
    ...(accountMark && { accountMark }),
    ...(keyHash && { keyHash }),
  }
}

/**
 * Who it was, now that somebody can look. A session must have lived when it spoke, and be a member's: what staff say is not kept.
 * A visitor who has become somebody else meanwhile is that person.
 */
export async function actorOf(ctx: Context, speaker: Speaker, at: Temporal.Instant): Promise<Actor | undefined> {
  const { tokenHash, keyHash } = speaker
  if (tokenHash) {
    const session = await sessionAt(ctx, { tokenHash, at })
    return session?.role === 'member' ? { kind: 'account', ...session } : undefined
  }
  if (!keyHash) return undefined
  const { rows } = await sql<{ living: boolean; into: string | null; erased: boolean }>`
    select k.ended_at is null as living, p.merged_into as into, p.erased_at is not null as erased
    from visitor_keys k join persons p on p.id = k.person_id where k.key_hash = ${keyHash}`.execute(ctx.db)
  const [known] = rows
  if (!known || known.living || known.erased) return { kind: 'visitor', keyHash }
  return known.into ? { kind: 'visitor', keyHash, personId: known.into } : undefined
}

/** Whose they are by the same signs, also where nobody acts for them. */
export async function personOf(ctx: Context, { tokenHash, keyHash }: Speaker): Promise<string | null> {
  if (tokenHash) return personOfSession(ctx, { tokenHash })
  const { rows } = await sql<{ id: string | null }>`
    select case when p.erased_at is null then coalesce(p.merged_into, p.id) end as id
    from visitor_keys k join persons p on p.id = k.person_id where k.key_hash = ${keyHash ?? null}`.execute(ctx.db)
  return rows[0]?.id ?? null
}
