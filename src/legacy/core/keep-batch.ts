import type pg from 'pg'
import { type Context, transact } from '../../storage/index.ts'
import { BINARY, CopyRows } from './copy-rows.ts'
import type { Mapping, Run, Sending } from './mapping.ts'
import { pipelinedCopy } from './pipelined-copy.ts'

type Fields = Record<string, unknown>

/** What one transaction keeps: rows as they came, and the homes that they asked for by kind. */
export class Batch {
  readonly rows = new CopyRows()
  readonly writes = new Map<string, Fields[]>()

  ask(kind: string, fields: Fields): void {
    const asked = this.writes.get(kind)
    if (asked) asked.push(fields)
    else this.writes.set(kind, [fields])
  }
}

/** Statements that send such rows, in the transaction that they belong to. */
function rowsSent(tableId: number, count: number): [string, string] {
  return [
    `copy legacy_rows (table_id, key, variant, import_id, sha256, outcome, code, person_id, "row") ${BINARY}`,
    `update legacy_tables set rows = rows + ${count} where id = ${tableId}`,
  ]
}

/** One transaction: so many rows as they came, as the data of a COPY, and the progress. */
export function keepRecords(client: pg.ClientBase, tableId: number, count: number, data: Buffer): Promise<void> {
  return pipelinedCopy(client, ['begin', ...rowsSent(tableId, count), 'commit'].join('; '), [data])
}

/** What is asked for of one kind: statements to send, or fields whose writer has to look at the store. */
type Step = { sent: Sending[] } | { kind: string; fields: Fields[] }

/** What a batch asks for, in the order of the writers. */
export function stepsOf(mapping: Mapping, batch: Batch, run: Run): Step[] {
  if (batch.writes.size === 0) return []
  return Object.keys(mapping.writers).flatMap(kind => {
    const fields = batch.writes.get(kind)
    if (!fields) return []
    const sent = mapping.sendings?.[kind]?.(fields, run)
    return [sent ? { sent } : { kind, fields }]
  })
}

/** Whether all of it goes in one piece. */
export function isOnePiece(steps: readonly Step[]): boolean {
  return steps.every(step => 'sent' in step)
}

type To = { ctx: Context; client: pg.ClientBase; run: Run; mapping: Mapping; tableId: number }

/** One transaction: the homes, the rows as they came, the progress. */
export async function keepBatch(to: To, batch: Batch, steps: readonly Step[]): Promise<void> {
  const { ctx, client, run, mapping, tableId } = to
  // After the homes: a row names its person.
  const [copy, progress] = rowsSent(tableId, batch.rows.count)
  const rows: Sending[] = [{ statement: copy, rows: batch.rows }, { statement: progress }]
  if (isOnePiece(steps)) {
    const sent = steps.flatMap(step => ('sent' in step ? step.sent : []))
    return send(client, [{ statement: 'begin' }, ...sent, ...rows, { statement: 'commit' }])
  }
  await transact(ctx, async ctx => {
    for (const step of steps) {
      if ('sent' in step) await send(client, step.sent)
      else await mapping.writers[step.kind]!(ctx, step.fields, run)
    }
    await send(client, rows)
  })
}

async function send(client: pg.ClientBase, sent: readonly Sending[]): Promise<void> {
  const rows = sent.flatMap(({ rows }) => rows ?? [])
  const statements = sent.map(({ statement }) => statement).join('; ')
  await pipelinedCopy(
    client,
    statements,
    rows.map(one => one.finish()),
  )
  for (const one of rows) one.release()
}
