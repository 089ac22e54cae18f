import { parseArgs } from 'node:util'
import { addCode, type CodeEntry, listCodes } from '../accounts/index.ts'
import { AddCode } from '../accounts/schema.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'codes list                     every code, what it grants and how often it was used',
  'codes add [CODE] --kind KIND   a new code: invitation (tier beta) or promo (coaching sessions)',
  '    --sessions N               sessions that a promo code grants, 1 unless told',
  '    --max N                    how many accounts may use it; any number unless told',
  '    --from INSTANT --until INSTANT   when it holds, such as 2026-12-01T00:00:00Z',
]

/** `codes list | add`: acts as the system. Exit code 2 for words that it does not know. */
export async function codesCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args)
  const [verb, code, ...more] = positionals
  if (verb === 'list' && code === undefined) {
    let cursor: string | null = null
    do {
      const page = await listCodes(ctx, cursor ? { cursor } : {})
      for (const entry of page.items) io.out(line(entry))
      cursor = page.cursor
    } while (cursor)
    return 0
  }
  if (verb === 'add' && values.kind && more.length === 0) {
    const wanted = AddCode.safeParse({
      ...(code && { code }),
      kind: values.kind,
      ...(values.sessions && { sessions: Number(values.sessions) }),
      ...(values.max && { maxUses: Number(values.max) }),
      ...(values.from && { startsAt: values.from }),
      ...(values.until && { expiresAt: values.until }),
    })
    if (!wanted.success) {
      const [issue] = wanted.error.issues
      refuse('invalid', 'codes.arguments', `${issue?.path.join('.') || 'code'}: ${issue?.message}`)
    }
    io.out(line(await addCode(ctx, wanted.data)))
    return 0
  }
  for (const text of USAGE) io.err(text)
  return 2
}

function line({ code, kind, grants, uses, maxUses, active, startsAt, expiresAt }: CodeEntry): string {
  const what = grants.tier ? `tier ${grants.tier}` : `${grants.sessions} session${grants.sessions === 1 ? '' : 's'}`
  const when = [startsAt && `from ${startsAt}`, expiresAt && `until ${expiresAt}`, !active && 'switched off']
  return [code, kind, what, `used ${uses}${maxUses === null ? '' : ` of ${maxUses}`}`, ...when.filter(Boolean)].join(
    '  ',
  )
}

function parse(args: string[]) {
  try {
    const options = {
      kind: { type: 'string' },
      sessions: { type: 'string' },
      max: { type: 'string' },
      from: { type: 'string' },
      until: { type: 'string' },
    } as const
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return refuse('invalid', 'codes.arguments', (error as Error).message)
  }
}
