/** The closed set of ways in which Mosaic says no. `server/` and `cli/` map each to a status and an exit code. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'unsupported'
  | 'limit'
  | 'unavailable'

export type RefusalDetail = { message?: string; field?: string; retryAfterSeconds?: number; [key: string]: unknown }

/** An expected no. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly kind: RefusalKind
  /** `domain.reason`, stable and documented in docs/api.md. */
  readonly code: string
  /** Safe to show to the caller: never SQL, paths, keys or another person's data. */
  readonly detail: RefusalDetail

  constructor(kind: RefusalKind, code: string, detail: RefusalDetail = {}) {
    super(detail.message ?? code)
    this.kind = kind
    this.code = code
    this.detail = detail
  }
}

/** Throws a Refusal. `detail.message` is one sentence that says what to do. */
export function refuse(kind: RefusalKind, code: string, detail?: RefusalDetail | string): never {
  throw new Refusal(kind, code, typeof detail === 'string' ? { message: detail } : detail)
}
