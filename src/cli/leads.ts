import { parseArgs } from 'node:util'
import { z } from 'zod'
import { refuse } from '../kernel/refusal.ts'
import { explainLead, type HotLead, hotLeads, type Ledger } from '../leads/index.ts'
import { registerParts } from '../server/domains.ts'
import type { Context } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'leads hot [--limit N]     who is worth calling next, the hottest first; ten of them',
  'leads explain PERSON      every point of a lead, what earned it, and the sums',
  '                          each with --json',
]

/** `leads hot | explain PERSON`: looks and changes nothing. Exit code 2 for words that it does not know. */
export async function leadsCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  registerParts()
  const [verb, ...rest] = args
  const { values, positionals } = parse(rest)
  const [personId] = positionals
  if (verb === 'hot' && positionals.length === 0) {
    const { items } = await hotLeads(ctx, { limit: readLimit(values.limit) })
    for (const line of values.json ? [JSON.stringify({ items }, null, 2)] : hotLines(items)) io.out(line)
    return 0
  }
  if (verb === 'explain' && personId !== undefined && positionals.length === 1 && values.limit === undefined) {
    if (!z.uuid().safeParse(personId).success) refuse('invalid', 'leads.arguments', 'PERSON is the id of a person.')
    const ledger = await readWhole(ctx, personId)
    for (const line of values.json ? [JSON.stringify(ledger, null, 2)] : ledgerLines(ctx, ledger)) io.out(line)
    return 0
  }
  for (const line of USAGE) io.err(line)
  return 2
}

function parse(args: string[]) {
  const options = { limit: { type: 'string' }, json: { type: 'boolean' } } as const
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return refuse('invalid', 'leads.arguments', (error as Error).message)
  }
}

function readLimit(text = '10'): number {
  const limit = Number(text)
  if (/^\d{1,4}$/.test(text) && limit > 0 && limit <= 1000) return limit
  return refuse('invalid', 'leads.arguments', '--limit takes a whole number from 1 to 1000.')
}

/** All rows, oldest first: as they came about. */
async function readWhole(ctx: Context, personId: string): Promise<Omit<Ledger, 'cursor'>> {
  const { cursor: first, ...ledger } = await explainLead(ctx, personId, { limit: 200 })
  const items = ledger.items
  for (let cursor = first; cursor !== null; ) {
    const page = await explainLead(ctx, personId, { cursor, limit: 200 })
    items.push(...page.items)
    cursor = page.cursor
  }
  return { ...ledger, items: items.reverse() }
}

function hotLines(items: readonly HotLead[]): string[] {
  if (items.length === 0) return ['No lead is hot.']
  return items.map(({ personId, name, intent, engagement, computed, override, stage, lastActiveAt }) => {
    const heat = override ? `hot by hand until ${override.until}, ${computed} by score` : 'hot'
    return `${personId}  intent ${intent}  engagement ${engagement}  ${heat}  ${stage}  last active ${lastActiveAt}  ${name ?? 'no name'}`
  })
}

function ledgerLines(ctx: Context, ledger: Omit<Ledger, 'cursor'>): string[] {
  const { items, sums, engagement, intent, temperature, computed, override } = ledger
  const heat = override ? `${temperature} by hand until ${override.until}, ${computed} by score` : temperature
  return [
    ...items.map(({ at, text }) => `${localTime(ctx, at)}  ${text}`),
    ...sums.map(sum => `  ${sum.component}: engagement ${sum.engagement}, intent ${sum.intent}`),
    `engagement ${engagement}, intent ${intent}: ${heat}`,
  ]
}

function localTime(ctx: Context, at: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(ctx.business.timeZone)
  return local.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
}
