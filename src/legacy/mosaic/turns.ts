import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { BINARY, CopyRows } from '../core/copy-rows.ts'
import { DistinctIds } from '../core/hashes.ts'
import type { Run, Sending, TableMapping } from '../core/mapping.ts'
import { KINDS } from './kinds.ts'
import { besideSession, isNothing, orderBySession, type Persons, parentOf, refOf } from './parents.ts'

/** What was asked and answered in a session is one closed conversation. */
export function turns(persons: Persons): TableMapping {
  let last: { session: string; conversation: string } | undefined
  return {
    beside: ({ source }) => besideSession(source),
    // So that a conversation is written once, with all that was said in it.
    orderBy: ({ source }) => orderBySession(source),
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
      if (last?.session !== parent.session)
        last = { session: parent.session, conversation: run.id('conversation', parent.session) }
      const { conversation } = last
      row.home('conversations', conversation)
      const ref = refOf(id!)
      for (const [author, text] of [
        ['visitor', prompt],
        ['assistant', response],
      ] as const) {
        if (text === null) continue
        row.home('messages')
        out.add('messages', {
          ...{ conversation_id: conversation, person_id: run.person(person), author, text, created_at: at },
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

type MessageFields = {
  conversation_id: string
  person_id: string
  author: string
  text: string
  created_at: Temporal.Instant
  id: string
  client_id: string | null
}

type Span = { id: string; person: string; messages: number; firstAt: Temporal.Instant; lastAt: Temporal.Instant }

/**
 * Makes the function that sends the messages of a source's first import, which come conversation by conversation: those are new but
 * for the one that the batch before has begun. One that came earlier is the writer's, who looks how far it is.
 */
export function sendMessages(): (rows: Record<string, unknown>[], run: Run) => Sending[] | undefined {
  const begun = new DistinctIds()
  let last: { id: string; number: number } | undefined
  return (rows, run) => {
    const given = rows as MessageFields[]
    const spans = spansOf(given)
    const first = spans[0]!
    const isOld = ({ id }: Span) => begun.has(id) && last?.id !== id
    const isLost = !run.isFirst || spans.some(isOld) || new Set(spans.map(({ id }) => id)).size < spans.length
    const before = last?.id === first.id ? last.number : 0
    for (const { id } of spans) begun.add(id)
    const end = spans.at(-1)!
    last = isLost ? undefined : { id: end.id, number: end.messages + (spans.length === 1 ? before : 0) }
    if (isLost) return undefined

    const sent: Sending[] = []
    if (before > 0)
      sent.push({
        statement: `update conversations set last_number = ${before + first.messages}, created_at = least(created_at, '${first.firstAt}'),
          closed_at = greatest(closed_at, '${first.lastAt}'), active_at = greatest(active_at, '${first.lastAt}') where id = '${first.id}'`,
      })
    const conversations = new CopyRows()
    for (const { id, person, messages, firstAt, lastAt } of before > 0 ? spans.slice(1) : spans) {
      conversations.row(7).uuid(id).uuid(person).text('career').integer(messages)
      conversations.instant(firstAt).instant(lastAt).instant(lastAt)
    }
    sent.push({
      statement: `copy conversations (id, person_id, desk, last_number, created_at, closed_at, active_at) ${BINARY}`,
      rows: conversations,
    })
    const messages = new CopyRows()
    let conversation = first.id
    let number = before
    for (const { id, conversation_id, author, client_id, text, created_at } of given) {
      if (conversation_id !== conversation) {
        conversation = conversation_id
        number = 0
      }
      messages.row(8).uuid(id).uuid(conversation_id).integer(++number).text(author)
      messages.uuid(client_id).text(text).instant(created_at).boolean(true)
    }
    sent.push({
      statement: `copy messages (id, conversation_id, number, author, client_id, text, created_at, imported) ${BINARY}`,
      rows: messages,
    })
    return sent
  }
}

/** How far each conversation goes within a batch; twice the same where others came between. */
function spansOf(rows: readonly MessageFields[]): Span[] {
  const spans: Span[] = []
  let span: Span | undefined
  for (const { conversation_id, person_id, created_at } of rows) {
    if (span?.id === conversation_id) {
      span.messages++
      if (isEarlier(created_at, span.firstAt)) span.firstAt = created_at
      else if (isEarlier(span.lastAt, created_at)) span.lastAt = created_at
    } else {
      span = { id: conversation_id, person: person_id, messages: 1, firstAt: created_at, lastAt: created_at }
      spans.push(span)
    }
  }
  return spans
}

function isEarlier(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return a !== b && Temporal.Instant.compare(a, b) < 0
}
