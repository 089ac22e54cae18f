import { runSql } from './database.ts'

/** Where score and ledger, or ledger and appointments, say different things. */
export async function wrongWithLeads(url: string): Promise<string[]> {
  const scores = await runSql<{ wrong: string }>(
    url,
    `select 'the score of ' || l.person_id || ' is not the sum of its ledger' as wrong
     from leads l left join signals s using (person_id)
     group by l.person_id having l.engagement <> coalesce(sum(s.engagement), 0) or l.intent <> coalesce(sum(s.intent), 0)`,
  )
  const replayed = await runSql<{ wrong: string }>(
    url,
    `select 'played again, the ledger of ' || l.person_id || ' comes to something else' as wrong
     from leads l, lateral (select coalesce(sum(engagement), 0) as e, coalesce(sum(intent), 0) as i
       from replay_lead(l.person_id, l.weights_version)) r
     where l.merged_at is null and (l.engagement, l.intent) <> (r.e, r.i)`,
  )
  const visits = await runSql<{ wrong: string }>(
    url,
    `select 'a visit that is ' || a.status || ' has ' || count(s.id) || ' signals that stand' as wrong
     from appointments a join leads l using (person_id)
     left join signals s on s.appointment_id = a.id and s.component = 'visit' and s.kind = 'earned'
       and not exists (select from signals r where r.reverses = s.id)
     where a.kind = 'site_visit'
     group by a.id having count(s.id) <> (a.status in ('held', 'pending', 'confirmed', 'completed'))::integer`,
  )
  return [...scores, ...replayed, ...visits].map(({ wrong }) => wrong)
}
