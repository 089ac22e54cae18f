import fs from 'node:fs/promises'
import { checkDefinition, checksumOf, findDefinition, promptsOf } from '../programmes/index.ts'

export type ProgrammeIo = { out(line: string): void; err(line: string): void }

const USAGE = 'programme check FILE    whether a version of a programme can be released'

/** Needs no store. Exit 0: it can be released. 2: no such command or file. 3: it cannot, and why. */
export async function programmeCommand(args: string[], io: ProgrammeIo): Promise<number> {
  const [verb, file, ...more] = args
  if (verb !== 'check' || !file || more.length > 0) {
    io.err(USAGE)
    return 2
  }
  const text = await fs.readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    io.err(`There is no readable file ${file}.`)
    return 2
  }
  const { definition, problems } = checkDefinition(parse(text), findDefinition)
  if (definition) {
    const released = findDefinition(definition.key, definition.version)
    if (released && checksumOf(released) !== checksumOf(definition))
      problems.push(
        `version ${definition.version} of ${definition.key} has other words already: give this one the next number`,
      )
  }
  for (const problem of problems) io.err(problem)
  if (!definition || problems.length > 0) return 3
  const prompts = promptsOf(definition)
  io.out(`${definition.key}, version ${definition.version}: “${definition.title}”`)
  io.out(`${definition.steps.length} steps, ${prompts.length} prompts, about ${definition.minutes} minutes`)
  const forms = prompts.flatMap(({ key, form }) => (form ? [`${form} at ${key}`] : []))
  if (forms.length > 0) io.out(`forms: ${forms.join(', ')}`)
  if (definition.from) {
    const retired = Object.values(definition.from.map).filter(target => target === 'retired').length
    io.out(
      `from version ${definition.from.version}: ${Object.keys(definition.from.map).length - retired} moved, ${retired} retired`,
    )
  }
  io.out(`checksum ${checksumOf(definition)}`)
  return 0
}

/** What is no JSON fails the check like any other content that is no programme. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
