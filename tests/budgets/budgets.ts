import type { Cost, Trace } from '../../bench/trace.ts'

/** How much grew: people with all that is theirs, and units of homes. */
export const SIZES = [1_000, 20_000] as const

/** `buffers`: pages that the deed touches with a thousand rows of each kind, and with twenty thousand. */
export type Budget = Omit<Cost, 'buffers'> & { buffers: readonly [small: number, large: number] }

/**
 * What each hot deed may cost. A change that makes one dearer says so here, with what it buys; one that makes it cheaper lowers the
 * number. Statements, transactions, round trips and rows are what they are; pages have a quarter on top, for trees are split here
 * and there.
 */
export const BUDGETS = {
  turn: { statements: 6, transactions: 6, trips: 6, rows: 9, buffers: [640, 600] },
  /** Rows: those of the staff, and as many reminders as fit before the visit, which the hour decides */
  booking: { statements: 18, transactions: 4, trips: 20, rows: 30, buffers: [550, 580] },
  search: { statements: 2, transactions: 2, trips: 2, rows: 22, buffers: [410, 560] },
  console: { statements: 2, transactions: 2, trips: 2, rows: 52, buffers: [550, 780] },
  autosave: { statements: 1, transactions: 1, trips: 1, rows: 1, buffers: [26, 28] },
  /** Forty at once */
  reminder: { statements: 11, transactions: 11, trips: 11, rows: 161, buffers: [6_500, 7_200] },
} as const satisfies Record<string, Budget>

/** What is over the budget, each with the statements to look at; nothing where all is within. */
export function overBudget(budget: Budget, costs: readonly Cost[], traces: readonly Trace[]): string[] {
  const [small, large] = traces as [Trace, Trace]
  const found: string[] = []
  for (const [at, cost] of costs.entries()) {
    const most = { ...budget, buffers: budget.buffers[at]! }
    for (const what of ['statements', 'transactions', 'trips', 'rows', 'buffers'] as const) {
      if (cost[what] <= most[what]) continue
      const lines =
        what === 'buffers' ? dearest(traces[at]!) : what === 'rows' ? longest(traces[at]!) : texts(traces[at]!)
      found.push(`${cost[what]} ${what} with ${SIZES[at]} rows, the budget has ${most[what]}:\n${lines.join('\n')}`)
    }
  }
  const scans = large.flatMap(asked => asked.ran.flatMap(({ text, scans }) => scans.map(table => ({ table, text }))))
  for (const { table, text } of scans) found.push(`${table} is read from end to end by\n  ${oneLine(text)}`)
  for (const { text, from, to } of grown(small, large))
    found.push(
      `${from} pages became ${to} as the rows became ${SIZES[1] / SIZES[0]} times as many, by\n  ${oneLine(text)}`,
    )
  return found
}

/** A tree of twenty times the rows is a level or two deeper; what grows by more than three times and fifty pages reads more rows. */
function grown(small: Trace, large: Trace) {
  const before = new Map(pages(small))
  return pages(large).flatMap(([text, to]) => {
    const from = before.get(text)
    return from !== undefined && to > 3 * from && to > from + 50 ? [{ text, from, to }] : []
  })
}

/** Pages of each text that ran, also within functions. */
function pages(trace: Trace): [text: string, buffers: number][] {
  const sums = new Map<string, number>()
  for (const { ran } of trace) for (const { text, buffers } of ran) sums.set(text, (sums.get(text) ?? 0) + buffers)
  return [...sums]
}

const dearest = (trace: Trace) =>
  pages(trace)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([text, buffers]) => `  ${buffers} by ${oneLine(text)}`)
const longest = (trace: Trace) =>
  trace.toSorted((a, b) => b.rows - a.rows).map(({ rows, text }) => `  ${rows} by ${oneLine(text)}`)
const texts = (trace: Trace) => trace.map(({ text }) => `  ${oneLine(text)}`)
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 220)

/** What the browser runs before a page stands there, compressed: bytes. */
export const PAGES = {
  '/': 190_000,
  '/console/inbox': 240_000,
} as const
