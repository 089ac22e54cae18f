import { sql } from 'kysely'
import type { Composed, SubjectHandler } from '../../reminders/index.ts'
import { readersOf, staffMail, toStaff } from './staff-mail.ts'

/** What staff are told, by why a human is wanted: never what was written, nor by whom. */
const WORDS: Record<string, { subject: string; line: string }> = {
  crisis: {
    subject: 'Urgent: somebody may be in danger',
    line: 'Somebody wrote something that may mean danger for themselves. Please read it and answer now.',
  },
  requested: { subject: 'Somebody asks for a person', line: 'Somebody asks to talk with a person in the chat.' },
  stuck: {
    subject: 'Somebody would like a coach',
    line: 'Somebody who has been quiet around an experiment would like a coach.',
  },
  frustrated: {
    subject: 'Somebody would like a coach',
    line: 'Somebody for whom it has been hard going would like a coach.',
  },
  low_confidence: {
    subject: 'Somebody would like a coach',
    line: 'Somebody whose confidence went down would like a coach.',
  },
  high_frustration: {
    subject: 'Somebody is very unhappy in the chat',
    line: 'Somebody is very unhappy with the chat. Please answer them now.',
  },
  assistant_failed: {
    subject: 'The assistant could not answer',
    line: 'The assistant could not answer somebody. Please have a look.',
  },
  transferred: {
    subject: 'A conversation was given to you',
    line: 'A colleague gave you a conversation. You answer in it now.',
  },
}

/** What is going badly, without anybody having asked for a person. */
const ALERTS: Record<string, string> = {
  persistent_frustration: 'Somebody has been frustrated in the chat for a while. Please have a look.',
  prolonged_negative_experience: 'Somebody has not been happy in the chat for a while. Please have a look.',
}

const ENDED: Composed = { holds: false, status: 'cancelled', reason: 'status' }
const ERASED: Composed = { holds: false, status: 'cancelled', reason: 'erased' }

/** What hand-offs say in reminders. One that somebody has taken, or that is settled, is not told any more. */
export const handOffSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const rows = await sql<{ id: string; number: number; latest: number }>`
      select h.conversation_id as id, h.number, c.hand_off_number as latest
      from hand_offs h join conversations c on c.id = h.conversation_id
      where h.conversation_id = any(${claimed.map(one => one.subjectId)})`.execute(ctx.db)
    const readers = await readersOf(ctx)
    return new Map(
      claimed.map(one => {
        const row = rows.rows.find(row => row.id === one.subjectId && row.number === one.subjectVersion)
        if (!row) return [one.id, ERASED]
        // A crisis is told also while somebody is there: they may be looking elsewhere.
        if (row.latest !== row.number) return [one.id, ENDED]
        const words = WORDS[one.kind] ?? WORDS.requested!
        return [one.id, staffMail(ctx, readers.get(one.recipientId), { ...words, conversationId: row.id })]
      }),
    )
  },
  ...toStaff('A person is wanted in the chat'),
}

/** What an alert says. Once somebody took the conversation or settled it, it is not told any more. */
export const alertSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const rows = await sql<{ id: string; conversation_id: string; stands: boolean }>`
      select a.id, a.conversation_id, c.alert is not null as stands
      from conversation_alerts a join conversations c on c.id = a.conversation_id
      where a.id = any(${claimed.map(one => one.subjectId)})`.execute(ctx.db)
    const readers = await readersOf(ctx)
    return new Map(
      claimed.map(one => {
        const row = rows.rows.find(row => row.id === one.subjectId)
        if (!row) return [one.id, ERASED]
        if (!row.stands) return [one.id, ENDED]
        const line = ALERTS[one.kind] ?? ALERTS.persistent_frustration!
        const words = { subject: 'A conversation goes badly', line, conversationId: row.conversation_id }
        return [one.id, staffMail(ctx, readers.get(one.recipientId), words)]
      }),
    )
  },
  ...toStaff('A conversation goes badly'),
}

/** What a note says to a colleague for whom it is meant: who wrote it, and where it is. */
export const noteSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const rows = await sql<{ id: string; conversation_id: string; by: string | null }>`
      select n.id, n.conversation_id, a.name as by from conversation_notes n left join accounts a on a.id = n.account_id
      where n.id = any(${claimed.map(one => one.subjectId)})`.execute(ctx.db)
    const readers = await readersOf(ctx)
    return new Map(
      claimed.map(one => {
        const row = rows.rows.find(row => row.id === one.subjectId)
        if (!row) return [one.id, ERASED]
        const line = `${row.by ?? 'A colleague'} wrote a note for you beside a conversation.`
        const words = { subject: 'A note for you', line, conversationId: row.conversation_id }
        return [one.id, staffMail(ctx, readers.get(one.recipientId), words)]
      }),
    )
  },
  ...toStaff('A note beside a conversation'),
}
