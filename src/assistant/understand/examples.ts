import type { UnderstandContext, Understanding } from './schema.ts'
import { understand } from './understand.ts'

export type Turn = string | { text: string; context?: UnderstandContext }
/** One line of an examples file: a message, or a flow of turns, with what must hold for it. */
export type Example = {
  id: string
  text?: string
  turns?: Turn[]
  context?: UnderstandContext
  expect?: unknown
  expect_turns?: unknown[]
  note?: string
}

/** Where an answer differs from what is expected: subset match, arrays as sets, null = absent, {anyOf}, {not}, {includes}, {min}. */
export function mismatches(expected: unknown, actual: unknown, path = ''): string[] {
  const wrong = [`${path || 'result'}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`]
  if (expected === null) return actual === undefined || actual === null ? [] : wrong
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return wrong
    return expected.every(value => actual.some(other => mismatches(value, other).length === 0)) ? [] : wrong
  }
  if (typeof expected !== 'object') return expected === actual ? [] : wrong
  const rule = expected as Record<string, unknown>
  if ('anyOf' in rule)
    return (rule.anyOf as unknown[]).some(value => mismatches(value, actual).length === 0) ? [] : wrong
  if ('not' in rule) return mismatches(rule.not, actual).length > 0 ? [] : wrong
  if ('includes' in rule) {
    const all = Array.isArray(rule.includes) ? rule.includes : [rule.includes]
    return Array.isArray(actual) && all.every(value => actual.includes(value)) ? [] : wrong
  }
  if ('min' in rule) return typeof actual === 'number' && actual >= Number(rule.min) ? [] : wrong
  return Object.entries(rule).flatMap(([key, value]) => {
    const inner = typeof actual === 'object' && actual !== null ? (actual as Record<string, unknown>)[key] : undefined
    return mismatches(value, inner, path ? `${path}.${key}` : key)
  })
}

/** Runs an example; a flow hands wish, listing and intent of each turn on to the next. Empty when all holds. */
export function runExample(example: Example): string[] {
  if (!example.turns) return mismatches(example.expect, understand(example.text ?? '', example.context))
  const failures: string[] = []
  let handed: UnderstandContext = { ...example.context }
  example.turns.forEach((turn, at) => {
    const text = typeof turn === 'string' ? turn : turn.text
    const result: Understanding = understand(text, { ...handed, ...(typeof turn === 'string' ? {} : turn.context) })
    failures.push(...mismatches(example.expect_turns?.[at] ?? {}, result).map(failure => `turn ${at + 1}: ${failure}`))
    handed = { ...handed, filters: result.filters, lastIntent: result.intent }
    if (result.filters.listing) handed.listing = result.filters.listing
  })
  return failures
}

/** Reads an examples file: one JSON object a line. */
export const parseExamples = (text: string): Example[] =>
  text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Example)
