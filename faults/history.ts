import fs from 'node:fs'

/**
 * What came of an operation: the house said yes (`ok`), said no and did nothing (`refused`), or it cannot be told (`unknown`): an
 * attempt timed out, broke off or was answered 503.
 */
export type Outcome = 'ok' | 'refused' | 'unknown'

/** One line of a history: an operation with its intent, its attempts and what came of it. Milliseconds since the run began. */
export type Operation = {
  index: number
  client: string
  /** What was wanted, such as `message`, `book`, `cancel`, `upload`, `read`. */
  deed: string
  /** The intent: ids, texts and starts that the client chose. */
  input: Record<string, unknown>
  invoked: number
  /** Missing where the run ended before. */
  completed?: number
  outcome?: Outcome
  /** What was told: of `ok` the facts that were acknowledged, of `refused` the code. */
  output?: Record<string, unknown>
  /** Status or broken connection of each attempt, with the code. */
  attempts: string[]
}

/** Something that happened around the clients: a fault, its end, a process that ended by itself. */
export type Happening = { at: number; what: string; detail?: string }

export type History = { operations: Operation[]; happenings: Happening[] }

export type Recorder = {
  history: History
  now(): number
  invoke(client: string, deed: string, input: Record<string, unknown>): Operation
  complete(operation: Operation, outcome: Outcome, output?: Record<string, unknown>): void
  note(what: string, detail?: string): void
}

/** Keeps a history in memory and, line by line, in a file: a run that is cut off has told what it saw. */
export function record(file: string): Recorder {
  const began = performance.now()
  const history: History = { operations: [], happenings: [] }
  const out = fs.openSync(file, 'a')
  const write = (line: object) => fs.writeSync(out, `${JSON.stringify(line)}\n`)
  const now = () => Math.round(performance.now() - began)
  return {
    history,
    now,
    invoke(client, deed, input) {
      const operation: Operation = {
        index: history.operations.length,
        client,
        deed,
        input,
        invoked: now(),
        attempts: [],
      }
      history.operations.push(operation)
      write({ invoke: operation.index, client, deed, input, at: operation.invoked })
      return operation
    },
    complete(operation, outcome, output) {
      Object.assign(operation, { outcome, output, completed: now() })
      const { index, client, deed, attempts, completed: at } = operation
      write({ complete: index, client, deed, outcome, output, attempts, at })
    },
    note(what, detail) {
      const happening = { at: now(), what, ...(detail !== undefined && { detail }) }
      history.happenings.push(happening)
      write(happening)
    },
  }
}

/** Reads a kept history. A last line that was cut off is left out. */
export function readHistory(file: string): History {
  const history: History = { operations: [], happenings: [] }
  for (const text of fs.readFileSync(file, 'utf8').split('\n')) {
    let line: Line
    try {
      line = JSON.parse(text)
    } catch {
      continue
    }
    if (line.invoke !== undefined) {
      const { client, deed, input, at } = line
      history.operations[line.invoke] = { index: line.invoke, client, deed, input, invoked: at, attempts: [] }
    } else if (line.complete !== undefined) {
      const { outcome, output, attempts, at } = line
      Object.assign(history.operations[line.complete]!, { outcome, output, attempts, completed: at })
    } else history.happenings.push({ at: line.at, what: line.what, detail: line.detail })
  }
  return history
}

type Line = {
  invoke?: number
  complete?: number
  client: string
  deed: string
  input: Record<string, unknown>
  outcome: Outcome
  output?: Record<string, unknown>
  attempts: string[]
  at: number
  what: string
  detail?: string
}
