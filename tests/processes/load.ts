import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { runSql } from './database.ts'
import type { Random } from './random.ts'
import { type Answer, type Answered, Browser } from './visitor.ts'

/** What Mosaic confirmed to somebody, and must therefore still have. */
export type Confirmed = {
  messages: Map<string, { text: string; number: number; visitor: number; answered: boolean; budgetMinor: number }>
  /** Batches of rows that an import took. */
  imports: { importId: string; sourceIds: string[] }[]
  /** Answers that nobody may ever get, such as 500. */
  wrong: string[]
  /** How many answers said 503, with what they said. */
  refused: Answer[]
}

type Options = {
  address: () => string
  random: Random
  visitors: number
  administrator?: Browser
  /** Milliseconds between two messages of a visitor. */
  pause?: number
}

export type Load = {
  confirmed: Confirmed
  /** One visitor more. */
  join(): void
  /** Resolves when `count` messages more are confirmed, or after `milliseconds`. */
  untilConfirmed(count: number, milliseconds: number): Promise<void>
  stop(): Promise<void>
}

/**
 * Visitors who write without end, each waiting for a confirmation and trying again with the same id, and somebody who
 * imports. `stop` lets everybody finish what they began: it needs a server that answers.
 */
export function startLoad(options: Options): Load {
  const confirmed: Confirmed = { messages: new Map(), imports: [], wrong: [], refused: [] }
  const stopping = new AbortController()
  const running: Promise<void>[] = []
  let count = 0
  const join = () => running.push(visit(count++, options, confirmed, stopping.signal))
  for (let number = 0; number < options.visitors; number++) join()
  if (options.administrator) running.push(importForever(options.administrator, confirmed, stopping.signal))
  return {
    confirmed,
    join,
    async untilConfirmed(count, milliseconds) {
      const enough = confirmed.messages.size + count
      for (const end = Date.now() + milliseconds; Date.now() < end && confirmed.messages.size < enough; ) await sleep(3)
    },
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

async function visit(
  visitor: number,
  { address, random, pause = 20 }: Options,
  confirmed: Confirmed,
  stop: AbortSignal,
) {
  const browser = new Browser(address)
  await persist(confirmed, () => browser.request('GET', '/api/sales/conversation'))
  for (let number = 1; !stop.aborted; number++) {
    // A budget that nobody else names: the fact that comes of it can be told from all others.
    const lakh = 30 + ((visitor * 37 + number) % 900)
    const text = `${number}: 2 bhk under ${lakh} lakh`
    const id = randomUUID()
    const entry = { text, visitor, budgetMinor: lakh * 100_000 * 100 }
    if (random.chance(0.5)) {
      const answer = await persist(confirmed, () =>
        browser.request('POST', '/api/sales/messages', { json: { id, text }, headers: { accept: 'application/json' } }),
      )
      const { message } = answer.json as Answered
      confirmed.messages.set(id, { ...entry, number: message.number, answered: true })
    } else
      await stream(
        browser,
        { id, text },
        random.chance(0.5),
        found => confirmed.messages.set(id, { ...entry, ...found }),
        confirmed,
      )
    await sleep(random.between(0, pause * 2))
  }
}

/** Reads the answer as the page does. The stream's start confirms the message; `leave` goes then, as a closed tab does. */
async function stream(
  browser: Browser,
  json: { id: string; text: string },
  leave: boolean,
  found: (state: { number: number; answered: boolean }) => void,
  confirmed: Confirmed,
) {
  await untilDone(confirmed, async () => {
    const left = new AbortController()
    const headers = { accept: 'text/event-stream' }
    const response = await browser.fetch('POST', '/api/sales/messages', { json, headers, signal: left.signal })
    if (response.status !== 200) {
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: JSON.parse(text) }
    }
    let text = ''
    let isStarted = false
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const number = Number(text.match(/"type":"start"[^\n]*"(?:answers|number)":(\d+)/)?.[1])
      if (number && !isStarted) {
        isStarted = true
        found({ number, answered: false })
        if (leave) {
          left.abort()
          return undefined
        }
      }
      if (text.includes('data: [DONE]') && !text.includes('"type":"error"')) {
        found({ number, answered: true })
        return undefined
      }
    }
    // Broken off in the middle: the same id is asked for again.
    throw new Error('the stream ended early')
  })
}

async function importForever(administrator: Browser, confirmed: Confirmed, stop: AbortSignal) {
  for (let batch = 1; !stop.aborted; batch++) {
    const sourceIds = [1, 2, 3, 4, 5].map(row => `load-${batch}-${row}`)
    const answer = await persist(confirmed, () =>
      administrator.request('POST', '/api/admin/imports', { body: importForm(sourceIds) }),
    )
    const { id, counts } = answer.json as { id: string; counts: Record<string, number> }
    const taken = counts.added! + counts.updated! + counts.unchanged!
    if (taken !== sourceIds.length) confirmed.wrong.push(`an import took ${taken} rows: ${answer.text.slice(0, 400)}`)
    confirmed.imports.push({ importId: id, sourceIds })
    await sleep(30)
  }
}

export function importForm(sourceIds: string[], fields: Record<string, string> = {}): FormData {
  const rows = sourceIds.map(id => `${id},Quay ${id},Testbuild,Bengaluru,Whitefield,ready,apartment,2,1100,9500000`)
  const csv = ['id,name,developer,city,place,status,kind,bedrooms,areaSqft,priceMin', ...rows].join('\n')
  const form = new FormData()
  form.set('source', 'load')
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([csv], { type: 'text/csv' }), 'load.csv')
  return form
}

/** Asks until the answer is yes. */
async function persist(confirmed: Confirmed, ask: () => Promise<Answer>): Promise<Answer> {
  let answered: Answer | undefined
  await untilDone(confirmed, async () => {
    const answer = await ask()
    if (answer.status !== 200) return answer
    answered = answer
    return undefined
  })
  return answered!
}

/** Tries again after a broken connection and after "not now"; any other no is noted, and tried again a few times. */
async function untilDone(confirmed: Confirmed, attempt: () => Promise<Answer | undefined>) {
  for (let wrong = 0; ; ) {
    let answer: Answer | undefined
    try {
      answer = await attempt()
    } catch {
      await sleep(40)
      continue
    }
    if (!answer) return
    if (answer.status === 503) confirmed.refused.push(answer)
    else {
      confirmed.wrong.push(`${answer.status} ${answer.text.slice(0, 400)}`)
      if (++wrong === 5) throw new Error(`no end of ${answer.status}: ${answer.text.slice(0, 400)}`)
    }
    await sleep(100)
  }
}

/** Holds what was confirmed against the database. */
export async function expectAllKept(confirmed: Confirmed, url: string): Promise<void> {
  const kept = await runSql<{ client_id: string; text: string; number: number; facts: string; values: unknown[] }>(
    url,
    `select m.client_id, m.text, m.number, count(f.id) as facts, json_agg(f.value) as values
     from messages m left join facts f on f.message_id = m.id and f.key like 'budget%'
     where m.author = 'visitor' group by m.id`,
  )
  const byId = Map.groupBy(kept, row => row.client_id)
  const lost: string[] = []
  for (const [id, message] of confirmed.messages) {
    const rows = byId.get(id) ?? []
    if (rows.length !== 1) lost.push(`message ${id} is there ${rows.length} times`)
    else if (rows[0]!.text !== message.text || rows[0]!.number !== message.number)
      lost.push(`message ${id} was confirmed as ${message.number} ${message.text}, and is ${JSON.stringify(rows[0])}`)
    else if (message.answered && !JSON.stringify(rows[0]!.values).includes(String(message.budgetMinor)))
      lost.push(`the fact of the answered message ${id} (${message.text}) is missing: ${JSON.stringify(rows[0])}`)
    else if (Number(rows[0]!.facts) > 1) lost.push(`message ${id} is remembered ${rows[0]!.facts} times`)
  }
  const imports = await runSql<{ id: string }>(url, `select id from catalogue_imports`)
  const listings = await runSql<{ source_id: string }>(url, `select source_id from listings where source = 'load'`)
  const importIds = new Set(imports.map(row => row.id))
  const sourceIds = new Set(listings.map(row => row.source_id))
  for (const batch of confirmed.imports) {
    if (!importIds.has(batch.importId)) lost.push(`import ${batch.importId}`)
    for (const id of batch.sourceIds) if (!sourceIds.has(id)) lost.push(`imported row ${id}`)
  }
  expect(lost).toEqual([])
  expect(confirmed.wrong).toEqual([])
}
