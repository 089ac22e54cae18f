import fs from 'node:fs'
import { parseArgs } from 'node:util'
import { auditRead } from '../accounts/index.ts'
import { refuse } from '../kernel/refusal.ts'
import {
  erasePerson,
  exportPage,
  exportPerson,
  listErasures,
  readErasures,
  reapplyErasures,
  writeErasures,
} from '../people/index.ts'
import { registerParts } from '../server/domains.ts'
import type { Context } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'person export ID [--html]          every row that belongs to a person, as JSON or as a page to read',
  'person erase ID                    take it all for good; prints the receipt',
  'person erasures [--since INSTANT]  who was erased, as a list of ids that `erase --list` takes',
  'person erase --list FILE           erase them again, in a store that was restored or gone back to',
]

/** `person export|erase|erasures`: acts as the system. Exit code 2 for words that it does not know. */
export async function personCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  registerParts()
  const { values, positionals } = parse(args)
  const [verb, personId, ...more] = positionals
  if (verb === 'erasures' && !personId) return listErased(ctx, io, values.since)
  if (verb === 'erase' && values.list !== undefined && !personId) return eraseAgain(ctx, io, values.list)
  if (!personId || more.length > 0 || (verb !== 'export' && verb !== 'erase')) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(personId))
    refuse('invalid', 'people.bad_id', 'A person’s id is a UUID, as in their export and in the staff pages.')
  if (verb === 'erase') io.out(JSON.stringify(await erasePerson(ctx, { personId }), null, 2))
  else {
    const data = await exportPerson(ctx, personId)
    await auditRead(ctx, 'person.exported', { kind: 'person', id: personId })
    io.out(values.html ? exportPage(data) : JSON.stringify(data, null, 2))
  }
  return 0
}

async function listErased(ctx: Context, io: Io, since: string | undefined): Promise<number> {
  const from = since === undefined ? undefined : instantOf(since)
  io.out(writeErasures(await listErasures(ctx, { ...(from && { since: from }) })).trimEnd())
  return 0
}

/** Exit code 1 where somebody could not be erased. */
async function eraseAgain(ctx: Context, io: Io, file: string): Promise<number> {
  const { erased, before, unknown, kept } = await reapplyErasures(ctx, readErasures(readList(file)))
  io.out(JSON.stringify({ erased, before, unknown, kept }, null, 2))
  return kept.length > 0 ? 1 : 0
}

function readList(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    return refuse('invalid', 'people.arguments', `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function instantOf(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text)
  } catch {
    return refuse('invalid', 'people.arguments', 'Say --since as an instant, such as 2026-03-04T05:06:07Z.')
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { html: { type: 'boolean' }, since: { type: 'string' }, list: { type: 'string' } },
      allowPositionals: true,
    })
  } catch (error) {
    return refuse('invalid', 'people.arguments', (error as Error).message)
  }
}
