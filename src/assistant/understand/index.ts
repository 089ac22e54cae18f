/**
 * Understanding by rules: one message, what the conversation knows and the names of the catalogue go in, what was
 * meant comes out. No store, no network, no clock; the same words always mean the same. Every turn runs it, with a
 * model or without.
 */
export { parseExamples, runExample } from './examples.ts'
export * from './schema.ts'
export { readMessage, understand } from './understand.ts'
export type { Moment } from './when.ts'
