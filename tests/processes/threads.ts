import { setTimeout as sleep } from 'node:timers/promises'
import { runSql } from './database.ts'

/** Each query gives the conversations or messages that break one rule of a thread. */
const RULES = {
  'numbers run from 1 without a gap': `
    select c.id from conversations c left join messages m on m.conversation_id = c.id
    group by c.id
    having count(m.id) <> c.last_number or coalesce(min(m.number), 1) <> 1 or coalesce(max(m.number), 0) <> c.last_number`,
  'every message of a visitor is answered': `
    select m.id from messages m left join turns t on t.message_id = m.id
    where m.author = 'visitor' and t.answer_id is null`,
  'there is one answer for each message and no other': `
    select c.id from conversations c
    where (select count(*) from messages m where m.conversation_id = c.id and author = 'visitor')
       <> (select count(*) from messages m where m.conversation_id = c.id and author = 'assistant')`,
  'an answer belongs to the thread of its message and follows it': `
    select t.message_id from turns t
    join messages m on m.id = t.message_id join messages a on a.id = t.answer_id
    where a.conversation_id <> m.conversation_id or a.number <= m.number or a.author <> 'assistant'`,
  'messages are answered in their order': `
    select message_id from (
      select t.message_id, a.number, lag(a.number) over (partition by t.conversation_id order by t.number) as earlier
      from turns t join messages a on a.id = t.answer_id) answered
    where number <= earlier`,
  'a person has one open conversation': `
    select person_id from conversations where closed_at is null group by person_id, desk having count(*) > 1`,
}

/** What is wrong with the threads of a database, in words; nothing when all is well. */
export async function wrongWithThreads(url: string): Promise<string[]> {
  const wrong: string[] = []
  for (const [rule, sql] of Object.entries(RULES)) {
    const rows = await runSql(url, sql)
    if (rows.length > 0) wrong.push(`${rule}: ${rows.length} do not, such as ${JSON.stringify(rows[0])}`)
  }
  return wrong
}

/** Waits until no message waits for its answer: what a crash left is taken up by whoever runs. */
export async function untilAllAnswered(url: string, seconds = 90): Promise<void> {
  for (const end = Date.now() + seconds * 1000; ; ) {
    const [row] = await runSql<{ pending: string }>(
      url,
      `select count(*) as pending from turns where state = 'pending'`,
    )
    if (Number(row!.pending) === 0) return
    if (Date.now() > end) throw new Error(`${row!.pending} messages still wait for their answer after ${seconds} s`)
    await sleep(250)
  }
}
