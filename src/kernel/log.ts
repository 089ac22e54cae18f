/**
 * The part of a pino logger that verbs use. Fields never hold what a person said, names, addresses or phone numbers:
 * ids and counts only, and `err`, of which the server's log keeps what is safe.
 */
export type Log = {
  debug(fields: object, message?: string): void
  info(fields: object, message?: string): void
  warn(fields: object, message?: string): void
  error(fields: object, message?: string): void
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
