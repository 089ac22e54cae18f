import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'

/** One plan that the server logged: of a statement, or of one that runs inside its functions and triggers. */
/** `scans`: tables of more than a few pages that it read from end to end. */
export type Ran = { text: string; buffers: number; scans: string[] }
export type Asked = {
  text: string
  values: unknown[]
  rows: number
  ran: Ran[]
  /** Its own plan was told, and not only those within. */
  told?: boolean
}

/** What one deed asked of the database, in order. */
export type Trace = Asked[]

const traceOf = new AsyncLocalStorage<Trace>()
/** What a connection was asked last, and what before: the end of a plan may be told with the next question. */
const last = new WeakMap<pg.Client, { now: Asked; before?: Asked | undefined }>()

/** A hint to other processes belongs to all deeds of its moment, not to one. */
const isHint = (text: string) => text.includes('pg_notify')

type Query = (...args: unknown[]) => unknown
type Config = string | { text: string; values?: unknown[] }

/**
 * Notes what `traced` work asks, from now on until the given function is called. With `plans` also what the server ran for it,
 * with the pages that it touched: connections of a superuser, which are told to tell.
 */
export function traceStatements({ plans = false } = {}): () => void {
  const query = pg.Client.prototype.query as Query
  const telling = new WeakMap<pg.Client, Promise<unknown>>()
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const trace = traceOf.getStore()
    const [config, values] = args as [Config, unknown[] | undefined]
    const text = typeof config === 'string' ? config : config.text
    if (!trace || isHint(text)) {
      last.delete(this)
      return query.apply(this, args)
    }
    const asked: Asked = { text, values: (typeof config === 'string' ? values : config.values) ?? [], rows: 0, ran: [] }
    trace.push(asked)
    const ask = () => {
      last.set(this, { now: asked, before: last.get(this)?.now })
      const answer = query.apply(this, args) as Promise<{ rowCount: number | null }>
      if (answer instanceof Promise) answer.then(({ rowCount }) => (asked.rows = rowCount ?? 0)).catch(() => {})
      return answer
    }
    if (!plans) return ask()
    if (!telling.has(this)) {
      this.on('notice', heard)
      telling.set(this, query.call(this, TELL_PLANS) as Promise<unknown>)
    }
    return telling.get(this)!.then(ask)
  } as typeof pg.Client.prototype.query
  return () => {
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query
  }
}

const TELL_PLANS = `load 'auto_explain'; ${[
  'auto_explain.log_min_duration = 0',
  'auto_explain.log_analyze = on',
  'auto_explain.log_buffers = on',
  'auto_explain.log_timing = off',
  'auto_explain.log_nested_statements = on',
  'auto_explain.log_format = json',
  'client_min_messages = log',
]
  .map(setting => `set ${setting}`)
  .join('; ')}`

/** What `work` asks of the database, on whatever connection; later work that it set off is left out once it is done. */
export async function traced(work: () => Promise<unknown>): Promise<Trace> {
  const trace: Trace = []
  let open = true
  const noting = Object.assign(trace, {
    push: (...asked: Asked[]) => (open ? Array.prototype.push.apply(trace, asked) : trace.length),
  })
  await traceOf.run(noting, work)
  open = false
  return trace
}

function heard(this: pg.Client, { message }: { message?: string }): void {
  const of = last.get(this)
  const from = message?.indexOf('{') ?? -1
  if (!of || !message?.includes('plan:') || from < 0) return
  const { 'Query Text': text, Plan: plan } = JSON.parse(message.slice(from)) as { 'Query Text': string; Plan: Plan }
  const scans: string[] = []
  const buffers = ownBuffers(plan, scans)
  const asked = of.before && !of.before.told && text === of.before.text ? of.before : of.now
  if (text === asked.text) asked.told = true
  asked.ran.push({ text, buffers, scans })
}

type Plan = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows'?: number
  'Shared Hit Blocks'?: number
  'Shared Read Blocks'?: number
  Plans?: Plan[]
}

/** Pages of a table that may be read from end to end: there is nothing to look up. */
const SMALL = 20
/** These run functions, whose statements are told by themselves: a page is counted where it is touched. */
const CALLERS = new Set(['Result', 'Function Scan', 'ProjectSet'])

function ownBuffers(plan: Plan, scans: string[]): number {
  const touched = ({ 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0 }: Plan) => hit + read
  const below = plan.Plans ?? []
  if (plan['Node Type'] === 'Seq Scan' && touched(plan) > SMALL) scans.push(plan['Relation Name'] ?? '?')
  const deeper = below.reduce((sum, each) => sum + ownBuffers(each, scans), 0)
  if (CALLERS.has(plan['Node Type'])) return deeper
  return deeper + Math.max(0, touched(plan) - below.reduce((sum, each) => sum + touched(each), 0))
}

export type Cost = { statements: number; transactions: number; trips: number; rows: number; buffers: number }

const isBoundary = (text: string) => /^(begin|commit|rollback|savepoint|release|start transaction)\b/i.test(text)

/** Statements, transactions (one of its own for each statement outside of any), round trips, rows that came back, pages touched. */
export function costOf(trace: Trace): Cost {
  let [statements, transactions, buffers, rows] = [0, 0, 0, 0]
  let open = false
  for (const { text, ran, rows: count } of trace) {
    if (/^(begin|start transaction)\b/i.test(text)) {
      open = true
      transactions++
    } else if (/^(commit|rollback)$/i.test(text.trim())) open = false
    buffers += ran.reduce((sum, one) => sum + one.buffers, 0)
    if (isBoundary(text)) continue
    statements++
    rows += count
    if (!open) transactions++
  }
  return { statements, transactions, trips: trace.length, rows, buffers }
}
