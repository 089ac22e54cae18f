import type { Operation } from '../history.ts'
import type { Run } from './run.ts'

/** Gives what breaks the rule, in words; nothing when all is well. */
export type Rule = (run: Run) => string[]

export const of = (run: Run, ...deeds: string[]): Operation[] =>
  run.history.operations.filter(({ deed }) => deeds.includes(deed))

export const acknowledged = (operations: Operation[]): Operation[] =>
  operations.filter(({ outcome }) => outcome === 'ok')

/** Who did what when, to be found in the history. */
export const say = ({ index, client, deed, input, outcome, output }: Operation): string =>
  `#${index} ${client} ${deed} ${JSON.stringify(input).slice(0, 160)} → ${outcome ?? 'never ended'} ${JSON.stringify(output ?? {}).slice(0, 160)}`

export function counted<Key>(keys: Iterable<Key>): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
