import { parseArgs } from 'node:util'
import { refuse } from '../kernel/refusal.ts'
import { erasePerson, exportPage, exportPerson } from '../people/index.ts'
import { registerParts } from '../server/domains.ts'
import type { Context } from '../storage/index.ts'

type Io = { out(line: string): void; err(line: string): void }

const USAGE = [
  'person export ID [--html]   every row that belongs to a person, as JSON or as a page to read',
  'person erase ID             take it all for good; prints the receipt',
]

/** `person export|erase`: acts as the system. Exit code 2 for words that it does not know. */
export async function personCommand(ctx: Context, args: string[], io: Io): Promise<number> {
  registerParts()
  const { values, positionals } = parse(args)
  const [verb, personId, ...more] = positionals
  if (!personId || more.length > 0 || (verb !== 'export' && verb !== 'erase')) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(personId))
    refuse('invalid', 'people.bad_id', 'A person’s id is a UUID, as in their export and in the staff pages.')
  if (verb === 'erase') io.out(JSON.stringify(await erasePerson(ctx, { personId }), null, 2))
  else {
    const data = await exportPerson(ctx, personId)
    io.out(values.html ? exportPage(data) : JSON.stringify(data, null, 2))
  }
  return 0
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: { html: { type: 'boolean' } }, allowPositionals: true })
  } catch (error) {
    return refuse('invalid', 'people.arguments', (error as Error).message)
  }
}
