import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { Refusal, type RefusalKind } from '../kernel/refusal.ts'
import { asUnavailable } from '../storage/index.ts'
import { tellTurnedAway } from './turned-away.ts'

const STATUS = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  limit: 429,
  unavailable: 503,
} satisfies Record<RefusalKind, number>

const TITLE: Record<number, string> = {
  400: 'That request cannot be understood',
  401: 'Please sign in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'That does not fit what is there',
  413: 'Too large',
  415: 'This kind of content is not taken',
  429: 'Too many requests',
  500: 'Something went wrong on our side',
  503: 'Not available just now',
}

/** RFC 9457. `code` is stable; `detail` is a sentence for people. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  detail: string
  requestId: string
  errors?: { field: string; message: string }[]
  [extra: string]: unknown
}

/** Answers every error as problem+json. What is neither a refusal nor a known fault is logged whole and shown as internal. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = asRefusal(error)
  if (!refusal) {
    request.log.error({ err: error }, 'unexpected error')
    sendProblem(
      reply,
      request,
      500,
      'server.internal',
      'Please try again. If it happens again, tell us the request id.',
    )
    return
  }
  tellTurnedAway(request, refusal)
  const { retryAfterSeconds, message, ...extra } = refusal.detail
  const seconds = retryAfterSeconds ?? (refusal.kind === 'unavailable' ? 5 : undefined)
  if (seconds !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(seconds))))
  sendProblem(reply, request, STATUS[refusal.kind], refusal.code, message ?? TITLE[STATUS[refusal.kind]]!, extra)
}

export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  status: number,
  code: string,
  detail: string,
  extra: Record<string, unknown> = {},
): void {
  const problem: Problem = {
    ...extra,
    type: 'about:blank',
    title: TITLE[status] ?? 'Error',
    status,
    code,
    detail,
    requestId: request.id,
  }
  // Serialised here, because a route's response schema would strip the fields of an error.
  reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    // Again, for what is refused before the first hook: an address that is none.
    .header('x-request-id', request.id)
    .serializer((text: unknown) => text as string)
    .send(JSON.stringify(problem))
}

/** What an error means to the caller, or undefined if it is a bug. */
function asRefusal(error: FastifyError | Error): Refusal | undefined {
  if (error instanceof Refusal) return error
  const unavailable = asUnavailable(error)
  if (unavailable) return unavailable
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(issue => ({
      field: issue.instancePath.replace(/^\//, '').replaceAll('/', '.') || (error.validationContext ?? 'body'),
      message: issue.message ?? 'is not valid',
    }))
    return new Refusal('invalid', 'request.invalid', {
      message: errors.map(issue => `${issue.field}: ${issue.message}`).join('; '),
      errors,
    })
  }
  return fromFastify(error as FastifyError)
}

/** What the multipart parser throws without a code: a body or part cut short, a boundary that is missing or no boundary. */
const BROKEN_UPLOAD = /unexpected end of multipart data$|^Multipart: Boundary not found|^The needle cannot /i

function fromFastify(error: FastifyError): Refusal | undefined {
  const status = error.statusCode
  if (status === 413) return new Refusal('too_large', 'request.too_large', { message: 'The content is too large.' })
  if (status === 415)
    return new Refusal('unsupported', 'request.unsupported', { message: 'Send JSON (application/json).' })
  if (status === 429)
    return new Refusal('limit', 'request.too_many', { message: 'Too many requests. Please wait a little.' })
  if (status === 404) return new Refusal('not_found', 'request.not_found', { message: 'There is nothing here.' })
  if (status !== undefined && status >= 400 && status < 500)
    return new Refusal('invalid', 'request.invalid', { message: 'The request is not valid.' })
  if (BROKEN_UPLOAD.test(error.message))
    return new Refusal('invalid', 'request.upload', { message: 'The upload broke off or is no multipart/form-data.' })
  // 22P05, 22021: text that PostgreSQL cannot hold, such as a NUL character.
  if (['22P05', '22021'].includes(error.code))
    return new Refusal('invalid', 'request.text', { message: 'The text holds characters that cannot be kept.' })
  // 22008: an instant or a date that JavaScript knows and PostgreSQL does not, such as one of the year 0.
  if (error.code === '22008')
    return new Refusal('invalid', 'request.invalid', { message: 'A date or time is out of range.' })
  // 57014: a statement took too long; 40P01: two waited for each other. Both are rolled back and may pass the next time.
  if (['57014', '40P01'].includes(error.code))
    return new Refusal('unavailable', 'storage.busy', { message: 'The database is busy. Try again in a moment.' })
  return undefined
}
