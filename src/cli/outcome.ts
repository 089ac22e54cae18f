import { Refusal, type RefusalKind, refuse } from '../kernel/refusal.ts'

/** Exit codes by kind of refusal, after sysexits.h where it has one. */
const EXIT = {
  invalid: 2,
  unauthenticated: 77,
  forbidden: 77,
  not_found: 3,
  conflict: 4,
  too_large: 65,
  unsupported: 65,
  limit: 75,
  unavailable: 69,
} satisfies Record<RefusalKind, number>

export function exitCode(error: unknown): number {
  return error instanceof Refusal ? EXIT[error.kind] : 70
}

/** A refusal is a sentence for the operator; anything else is a bug and is shown whole. */
export function printRefusal(error: unknown, print: (line: string) => void): void {
  if (error instanceof Refusal) print(`${error.message}\n(${error.code})`)
  else print(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

/** Refuses words that a command does not know: what is wrong with them in one sentence, and how the command is used. */
export function refuseArguments(code: string, error: unknown, usage: readonly string[]): never {
  const [sentence] = (error as Error).message.split('. To specify')
  return refuse('invalid', code, { message: [`${sentence}.`, ...usage].join('\n').replace('..\n', '.\n') })
}
