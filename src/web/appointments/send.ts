import { Problem, sendJson } from '../api/client.ts'
import type { Slot } from '../api/types.ts'

/** Free starts that a refusal offers instead. */
export function alternativesOf(error: unknown): Slot[] {
  const offered = error instanceof Problem ? error.more.alternatives : undefined
  return Array.isArray(offered) ? (offered as Slot[]) : []
}

const FIELDS: Record<string, 'name' | 'phone' | 'email'> = {
  'appointments.name': 'name',
  'appointments.phone': 'phone',
  'appointments.email': 'email',
  'appointments.contact': 'phone',
}

/** The field that a refusal is about, with its sentence. */
export function fieldErrors(error: unknown): Partial<Record<'name' | 'phone' | 'email', string>> {
  const field = error instanceof Problem ? FIELDS[error.code] : undefined
  if (field) return { [field]: (error as Problem).message }
  if (!(error instanceof Problem)) return {}
  const own = error.fields.map(({ field: path, message }) => [path.split(/[./]/).at(-1)!, message] as const)
  return Object.fromEntries(own.filter(([name]) => name === 'name' || name === 'phone' || name === 'email'))
}

/** Ends when the browser says that it is online again, or after so many seconds. */
function untilWorthTrying(seconds: number): Promise<void> {
  return new Promise(resolve => {
    const go = () => {
      clearTimeout(timer)
      window.removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, seconds * 1000)
    window.addEventListener('online', go)
  })
}

/**
 * Posts and, where nothing or only "later" comes back, tries again by itself until there is an answer. That is safe because the
 * request key makes every attempt the same request.
 */
export async function postPatiently<T>(
  path: string,
  body: unknown,
  requestKey: string,
  onWait: (problem: Problem) => void,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendJson<T>('POST', path, body, { 'idempotency-key': requestKey })
    } catch (error) {
      if (!(error instanceof Problem) || !error.passing || signal.aborted) throw error
      onWait(error)
      await untilWorthTrying(error.retryAfter ?? Math.min(2 * 2 ** attempt, 20))
      if (signal.aborted) throw error
    }
  }
}
