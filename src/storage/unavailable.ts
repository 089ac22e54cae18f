import { Refusal } from '../kernel/refusal.ts'
import { isStalePlan } from './prepared.ts'

const NODE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** Connection exceptions, and a server that is shutting down, crashing, starting up or not to be entered. */
const SQL_STATES = /^(08...|57P0[1-4])$/

/** `pg` has no codes for these. */
const MESSAGES =
  /^Connection terminated|^Client has encountered a connection error|^Client was closed and is not queryable|^Cannot use a pool after calling end/

/** All connections are taken: the server is well, and so is the next request after this one. */
const BUSY_STATES = new Set(['53300', '53400'])
const BUSY_MESSAGE = /^timeout exceeded when trying to connect/

type Failure = { code?: unknown; message?: unknown; syscall?: unknown; cause?: unknown; errors?: unknown[] }

/** Whether an error says that the database cannot be reached just now, rather than that a statement was wrong. */
export function isUnreachable(error: unknown): boolean {
  return anyCause(error, ({ code, message, syscall }) => {
    if (typeof code === 'string' && (NODE_CODES.has(code) || SQL_STATES.test(code))) return true
    if ((code === 'ENOENT' || code === 'EACCES') && syscall === 'connect') return true
    return typeof message === 'string' && MESSAGES.test(message)
  })
}

/** Whether an error says that the disk is full: of the database, or of this machine. */
export function isDiskFull(error: unknown): boolean {
  return anyCause(error, ({ code }) => code === '53100' || code === 'ENOSPC' || code === 'EDQUOT')
}

/**
 * What a caller is told when the database cannot serve just now: `unavailable` with `retryAfterSeconds`, code
 * `storage.unreachable`, `storage.busy` (no free connection), `storage.held` (writes are held for a move) or `storage.disk_full`. Undefined for
 * every other error, which is then the caller's fault or a bug.
 */
export function asUnavailable(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error.kind === 'unavailable' ? error : undefined
  if (isUnreachable(error)) return unreachable()
  if (anyCause(error, failure => isStalePlan(failure as { code?: string })))
    return unavailable('busy', 'The database was brought up to a newer release just now. Try again in a moment.', 1)
  if (anyCause(error, ({ code, message }) => BUSY_STATES.has(String(code)) || BUSY_MESSAGE.test(String(message))))
    return unavailable('busy', 'Too many are asking at once. Try again in a moment.', 1)
  if (anyCause(error, ({ code }) => code === '25006'))
    return unavailable(
      'held',
      'The database takes no writes just now: its data is being moved, or has moved elsewhere. Reading goes on; try again in a moment.',
      10,
    )
  if (anyCause(error, ({ code }) => code === '53100'))
    return unavailable('disk_full', 'The disk of the database is full. Free some space on it.', 60)
  return undefined
}

export function unreachable(retryAfterSeconds = 2): Refusal {
  return unavailable(
    'unreachable',
    'The database cannot be reached just now. Try again in a moment.',
    retryAfterSeconds,
  )
}

function unavailable(reason: string, message: string, retryAfterSeconds: number): Refusal {
  return new Refusal('unavailable', `storage.${reason}`, { message, retryAfterSeconds })
}

/** Libraries wrap errors, and a host with two addresses fails with one error for each. */
function anyCause(error: unknown, test: (failure: Failure) => boolean, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > 4) return false
  const failure = error as Failure
  if (test(failure)) return true
  return [failure.cause, ...(failure.errors ?? [])].some(inner => anyCause(inner, test, depth + 1))
}
