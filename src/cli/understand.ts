import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import {
  parseExamples,
  runExample,
  type UnderstandContext,
  understand,
  understandContextSchema,
} from '../assistant/understand/index.ts'

export type Terminal = { out(line: string): void; err(line: string): void; stdin?: NodeJS.ReadableStream }

const usage = `usage: mosaic understand --desk sales --json "<utterance>" [--context file.json]
       mosaic understand --desk sales --lines FILE    (- reads standard input)
       mosaic understand --examples [FILE]`

class Usage extends Error {}

/**
 * `understand`: prints what the sales desk's rules read in a message, as one JSON object; with `--lines` one object a
 * line, in order, `{"error"}` for a line that cannot be read. `--examples` prints the accuracy per group (the letter of
 * the id, a flow counts once). Exit code 0, 1 when examples fail, 2 for a wrong call.
 */
export async function understandCommand(args: string[], io: Terminal): Promise<number> {
  try {
    const options = parse(args)
    if (options.examples !== undefined) return await checkExamples(options.examples, io)
    if (options.lines !== undefined) return await readLines(options.lines, io)
    const context = options.context === undefined ? {} : JSON.parse(await readFile(options.context, 'utf8'))
    io.out(JSON.stringify(understand(options.json!, contextFrom(context))))
    return 0
  } catch (error) {
    io.err(
      error instanceof Usage ? `${error.message}\n${usage}` : error instanceof Error ? error.message : String(error),
    )
    return 2
  }
}

type Options = { json?: string; context?: string; lines?: string; examples?: string }

const shippedExamples = new URL('../assistant/understand/fixtures/sales-examples.jsonl', import.meta.url)

function parse(args: string[]): Options {
  const options: Options = {}
  let desk = 'sales'
  for (let at = 0; at < args.length; at++) {
    const [flag, glued] = splitFlag(args[at]!)
    const value = (): string => {
      const given = glued ?? args[++at]
      if (given === undefined) throw new Usage(`${flag} wants a value`)
      return given
    }
    if (flag === '--desk') desk = value()
    else if (flag === '--json') options.json = value()
    else if (flag === '--context') options.context = value()
    else if (flag === '--lines') options.lines = value()
    else if (flag === '--examples') {
      const next = args[at + 1]
      options.examples =
        glued ?? (next !== undefined && !next.startsWith('--') ? args[++at]! : fileURLToPath(shippedExamples))
    } else throw new Usage(`unknown argument ${args[at]}`)
  }
  if (desk !== 'sales') throw new Usage(`only the sales desk reads messages by these rules, not "${desk}"`)
  const chosen = [options.json, options.lines, options.examples].filter(value => value !== undefined)
  if (chosen.length !== 1) throw new Usage('choose one of --json, --lines, --examples')
  if (options.context !== undefined && options.json === undefined) throw new Usage('--context belongs to --json')
  return options
}

function splitFlag(arg: string): [string, string | undefined] {
  const match = /^(--[a-z]+)=(.*)$/s.exec(arg)
  return match ? [match[1]!, match[2]!] : [arg, undefined]
}

/** A context as JSON: null means absent, no `now` means this instant. Throws with the path of what is wrong. */
function contextFrom(value: unknown): UnderstandContext {
  const parsed = understandContextSchema.safeParse(withoutNulls(value ?? {}))
  if (parsed.success) return { now: Temporal.Now.instant().toString(), ...parsed.data }
  throw new Error(
    `context: ${parsed.error.issues.map(issue => `${issue.path.join('.') || 'value'}: ${issue.message}`).join('; ')}`,
  )
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  )
}

async function readLines(file: string, io: Terminal): Promise<number> {
  const content = file === '-' ? await readAll(io.stdin ?? process.stdin) : await readFile(file, 'utf8')
  const lines = content.replace(/^\ufeff/, '').split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) io.out(JSON.stringify(readLine(line)))
  return 0
}

/** A line is plain text, or an object with `text` and perhaps `context`. */
function readLine(line: string): unknown {
  if (!line.trimStart().startsWith('{')) return understand(line, contextFrom({}))
  try {
    const value = JSON.parse(line) as { text?: unknown; context?: unknown }
    if (typeof value.text !== 'string') return { error: 'an object line wants "text" as a string' }
    return understand(value.text, contextFrom(value.context))
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

async function checkExamples(file: string, io: Terminal): Promise<number> {
  const groups = new Map<string, { passed: number; total: number }>()
  let failed = 0
  for (const example of parseExamples(await readFile(file, 'utf8'))) {
    const letter = /^[A-Za-z]+/.exec(example.id)?.[0] ?? '?'
    const group = groups.get(letter) ?? { passed: 0, total: 0 }
    groups.set(letter, group)
    group.total++
    const wrong = runExample(example)
    if (wrong.length === 0) {
      group.passed++
      continue
    }
    failed++
    for (const line of wrong) io.err(`${example.id}: ${line}`)
  }
  const row = (name: string, { passed, total }: { passed: number; total: number }) =>
    io.out(`${name}  ${passed}/${total}  ${total === 0 ? '0.0' : ((passed / total) * 100).toFixed(1)} %`)
  const all = { passed: 0, total: 0 }
  for (const [letter, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    row(letter, group)
    all.passed += group.passed
    all.total += group.total
  }
  row('all', all)
  return failed > 0 || all.total === 0 ? 1 : 0
}
