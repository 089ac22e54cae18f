import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { TableMapping } from '../core/mapping.ts'
import { KINDS } from './kinds.ts'
import { besideSession, isNothing, type Persons, parentOf, refOf } from './parents.ts'

/** What was asked and answered in a session is one closed conversation. */
export function turns(persons: Persons): TableMapping {
  return {
    beside: ({ source }) => besideSession(source),
    plan(row, out, run) {
      const id = row.raw('id')
      if (isNothing(id)) return { outcome: 'quarantined', code: 'no_key' }
      const parent = parentOf(row, run)
      if (!parent) return { outcome: 'quarantined', code: 'no_parent' }
      row.check(KINDS.wimd_outputs!)
      const prompt = row.text('prompt') || null
      const response = row.text('response') || null
      if (prompt === null && response === null) return { outcome: 'archived', person: persons.keep(out, run, parent) }
      const at = row.timestamp('created_at') ?? parent.at ?? run.now
      const person = persons.hang(row, out, run, parent, at)
      const conversation = run.id('conversation', parent.session)
      row.home('conversations', conversation)
      const ref = refOf(id!)
      for (const [author, text] of [
        ['visitor', prompt],
        ['assistant', response],
      ] as const) {
        if (text === null) continue
        row.home('messages')
        out.add('messages', {
          ...{ conversation_id: conversation, person_id: run.person(person), author, text, created_at: at.toString() },
          id: run.timedId(at, 'message', ref, author),
          client_id: author === 'visitor' ? run.id('client', ref) : null,
        })
      }
      return { outcome: 'imported', person }
    },
  }
}

/** Messages take the next numbers of their conversations, in the order in which they come. */
export async function writeMessages(ctx: Context, rows: Record<string, unknown>[]): Promise<void> {
  await sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(rows.map((row, place) => ({ ...row, place })))}::json) as g (conversation_id uuid,
        person_id uuid, author text, text text, created_at timestamptz, id uuid, client_id uuid, place integer)
    ), spans as (
      select conversation_id, min(person_id::text)::uuid as person_id, count(*)::integer as messages,
        min(created_at) as first_at, max(created_at) as last_at
      from given group by conversation_id
    ), held as (
      insert into conversations as c (id, person_id, desk, last_number, created_at, closed_at, active_at)
      select conversation_id, person_id, 'career', messages, first_at, last_at, last_at from spans
      on conflict (id) do update set last_number = c.last_number + excluded.last_number,
        created_at = least(c.created_at, excluded.created_at),
        closed_at = greatest(c.closed_at, excluded.closed_at),
        active_at = greatest(c.active_at, excluded.active_at)
      returning c.id, c.last_number
    )
    insert into messages (id, conversation_id, number, author, client_id, text, created_at, imported)
    select g.id, g.conversation_id,
      h.last_number - s.messages + row_number() over (partition by g.conversation_id order by g.place),
      g.author, g.client_id, g.text, g.created_at, true
    from given g join held h on h.id = g.conversation_id join spans s on s.conversation_id = g.conversation_id`.execute(
    ctx.db,
  )
}
