import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { lockLead, requireLead } from './lock-lead.ts'
import { listMergesOf } from './merge-leads.ts'
import { requireSales } from './rights.ts'
import type { LeadDuplicate, LeadDuplicates } from './schema.ts'

/** More than these alike are no suggestion. */
const MOST = 10

type Row = Omit<LeadDuplicate, 'lastActiveAt' | 'reasons'> & {
  lastActiveAt: Temporal.Instant | null
  samePhone: boolean
  sameEmail: boolean
  shared: string[]
}

/**
 * Who may be the same person as a lead, strongest reason first: the same phone, the same e-mail address, or the same name with a place
 * or a budget in common. Who staff said is somebody else is left out. Equal words prove nothing: joining is a deed of the staff. With
 * the persons who were joined into this one. Refuses `leads.not_allowed`, `leads.unknown`, `leads.joined`.
 */
export async function listDuplicates(ctx: Context, { personId }: { personId: string }): Promise<LeadDuplicates> {
  requireSales(ctx)
  await requireLead(ctx, personId)
  const holds = sql`f.superseded_at is null and f.erased_at is null`
  const { rows } = await sql<Row>`
    with said as (
      select f.key, lower(f.value #>> '{}') as word from facts f
      where f.person_id = ${personId}::uuid and f.key in ('name', 'phone', 'email') and ${holds}
      union
      select 'email', a.email from accounts a where a.person_id = ${personId}::uuid
      union
      select 'name', lower(a.name) from accounts a where a.person_id = ${personId}::uuid),
    alike as (
      select f.person_id, s.key from said s join facts f
        on f.key = s.key and lower(f.value #>> '{}') collate "C" = s.word collate "C"
        and f.key in ('name', 'phone', 'email') and ${holds}
      union
      select a.person_id, s.key from said s join accounts a on s.key = 'email' and a.email = s.word),
    wished as (
      select f.key, f.value from facts f where f.person_id = ${personId}::uuid and ${holds}
        and f.key in ('place', 'budget_min', 'budget_max', 'budget_about')),
    others as (
      select person_id, bool_or(key = 'phone') as "samePhone", bool_or(key = 'email') as "sameEmail",
        array(
          select distinct f.key from facts f join wished w on w.key = f.key and w.value = f.value
          where f.person_id = alike.person_id and ${holds}) as shared
      from (select * from alike where person_id <> ${personId}::uuid limit 500) alike group by person_id)
    select o.person_id as "personId", o."samePhone", o."sameEmail", o.shared, a.id is not null as "isMember",
      coalesce(a.name, (select f.value #>> '{}' from facts f where f.person_id = p.id and f.key = 'name' and ${holds} limit 1)) as name,
      (select f.value #>> '{}' from facts f where f.person_id = p.id and f.key = 'phone' and ${holds} limit 1) as phone,
      coalesce(a.email, (select f.value #>> '{}' from facts f where f.person_id = p.id and f.key = 'email' and ${holds} limit 1)) as email,
      l.last_active_at as "lastActiveAt"
    from others o
    join persons p on p.id = o.person_id and p.erased_at is null and p.merged_into is null
    left join leads l on l.person_id = p.id
    left join accounts a on a.person_id = p.id
    where (o."samePhone" or o."sameEmail" or cardinality(o.shared) > 0)
      and (l.person_id is not null or exists (select from conversations c where c.person_id = p.id and c.desk = 'sales'))
      and (a.id is null or a.role = 'member')
      and not exists (select from lead_distinctions d
        where d.person_id = least(p.id, ${personId}::uuid) and d.other_id = greatest(p.id, ${personId}::uuid))
    order by o."samePhone" desc, o."sameEmail" desc, cardinality(o.shared) desc, l.last_active_at desc nulls last, p.id
    limit ${MOST}`.execute(ctx.db)
  return { items: rows.map(toDuplicate), merges: await listMergesOf(ctx, personId) }
}

function toDuplicate({ samePhone, sameEmail, shared, ...row }: Row): LeadDuplicate {
  const reasons: LeadDuplicate['reasons'] = []
  if (samePhone) reasons.push({ reason: 'phone', text: 'The same phone number' })
  if (sameEmail) reasons.push({ reason: 'email', text: 'The same e-mail address' })
  const common = [...new Set(shared.map(key => (key === 'place' ? 'place' : 'budget')))].sort().reverse()
  if (common.length > 0 && !samePhone && !sameEmail)
    reasons.push({ reason: 'name', text: `The same name and the same ${common.join(' and ')}` })
  return { ...row, lastActiveAt: row.lastActiveAt?.toString() ?? null, reasons }
}

/**
 * Says that two are not the same person, so that they are not suggested any more; `restore` takes that back. Twice is once. Refuses
 * `leads.not_allowed`, `leads.unknown`.
 */
export async function dismissDuplicate(
  ctx: Context,
  { personId, otherId, restore = false }: { personId: string; otherId: string; restore?: boolean },
): Promise<void> {
  const { accountId } = requireSales(ctx)
  return transact(ctx, async ctx => {
    const [one, other] = [personId, otherId].sort()
    if (one === other) return
    for (const id of [one!, other!]) await lockLead(ctx, id)
    const changed = restore
      ? await sql`
          delete from lead_distinctions where person_id = ${one}::uuid and other_id = ${other}::uuid returning person_id`.execute(
          ctx.db,
        )
      : await sql`
          insert into lead_distinctions (person_id, other_id, account_id, created_at)
          values (${one}::uuid, ${other}::uuid, ${accountId}::uuid, ${ctx.now()})
          on conflict do nothing returning person_id`.execute(ctx.db)
    if (changed.rows.length === 0) return
    const action = restore ? 'lead.distinction_withdrawn' : 'lead.distinguished'
    await audit(ctx, action, { kind: 'person', id: personId }, { other: otherId })
    tell(ctx, { topic: 'lead', id: personId })
  })
}
