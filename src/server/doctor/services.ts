import { randomBytes } from 'node:crypto'
import { fileSettings } from '../file-settings.ts'
import { codeOf } from './channels.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

const ANSWER_MS = 20_000

/** The model beside the rules; `live` asks it for one token. */
export async function checkModel({ config, live }: Patient): Promise<Finding[]> {
  if (!config) return []
  const finding = (state: Finding['state'], says: string, todo: string | null = null): Finding[] => [
    { check: 'model', state, says, todo },
  ]
  if (!config.OPENAI_API_KEY) return finding('ok', 'None: rules answer, and nothing leaves the house.')
  const { host } = new URL(config.OPENAI_BASE_URL)
  const name = `${config.OPENAI_MODEL} at ${host}`
  if (!live) return finding('ok', `${name}, with the rules behind it. Not tried (--live).`)
  const began = performance.now()
  try {
    const answer = await fetch(`${config.OPENAI_BASE_URL.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.OPENAI_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: config.OPENAI_MODEL,
        messages: [{ role: 'user', content: 'Say yes.' }],
        max_tokens: 1,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const tookMs = Math.round(performance.now() - began)
    await answer.body?.cancel()
    if (answer.ok) return finding('ok', `${name} answers in ${tookMs} ms.`)
    const todo =
      answer.status === 401 || answer.status === 403
        ? 'Correct OPENAI_API_KEY.'
        : answer.status === 404
          ? 'Correct OPENAI_MODEL and OPENAI_BASE_URL.'
          : answer.status === 429
            ? 'The account has used up its limit.'
            : 'See the status page of the service.'
    return finding('problem', `${name} answers ${answer.status}: the rules answer instead.`, todo)
  } catch (error) {
    return finding(
      'problem',
      `${host} cannot be reached (${codeOf(error)}): the rules answer instead.`,
      'Correct OPENAI_BASE_URL, or let this machine reach it.',
    )
  }
}

/** Calendars of staff that cannot be read just now. */
export async function checkCalendars({ config, store }: Patient): Promise<Finding[]> {
  if (!config || !store) return []
  const { rows } = await store.pool.query<{ state: string; count: number; late: number }>(
    `select state, count(*)::int as count, count(*) filter (where pull_at < now() - interval '1 hour')::int as late
     from staff_calendars where state in ('connected', 'failing') group by state`,
  )
  const of = (state: string) => rows.find(row => row.state === state)
  const failing = of('failing')?.count ?? 0
  const connected = of('connected')?.count ?? 0
  const google = config.GOOGLE_CLIENT_ID ? 'CalDAV and Google are offered' : 'CalDAV is offered'
  if (failing > 0)
    return [
      {
        check: 'calendars',
        state: 'problem',
        says: `${failing} of ${failing + connected} connected calendars cannot be read.`,
        todo: 'Whoever owns one connects it again on the Team page of the console.',
      },
    ]
  const late = of('connected')?.late ?? 0
  return [
    late > 0
      ? {
          check: 'calendars',
          state: 'note',
          says: `${late} calendars have not been read for an hour.`,
          todo: 'See whether Mosaic serves: it reads them every few minutes.',
        }
      : { check: 'calendars', state: 'ok', says: `${connected} connected; ${google}.`, todo: null },
  ]
}

/** Where the bytes of new files go; `live` writes a small object, reads it and removes it. */
export async function checkObjects({ config, live }: Patient): Promise<Finding[]> {
  if (!config) return []
  const finding = (state: Finding['state'], says: string, todo: string | null = null): Finding[] => [
    { check: 'files', state, says, todo },
  ]
  if (!config.S3_BUCKET) return finding('ok', 'Bytes of files are kept in the database.')
  const place = `the bucket ${config.S3_BUCKET}`
  if (!live) return finding('ok', `Bytes of files are kept in ${place}. Not tried (--live).`)
  const { objects } = fileSettings(config)
  const key = `${config.S3_PREFIX}doctor-${randomBytes(8).toString('hex')}`
  try {
    await objects!.write(key, Buffer.from('mosaic'))
    try {
      const stream = await objects!.read(key)
      const chunks: Buffer[] = []
      for await (const chunk of stream ?? []) chunks.push(chunk as Buffer)
      if (Buffer.concat(chunks).toString() !== 'mosaic')
        return finding('problem', `${place} gave back something else than was written.`, 'See what S3_ENDPOINT names.')
    } finally {
      await objects!.remove(key)
    }
    return finding('ok', `Bytes of files are kept in ${place}: written, read and removed.`)
  } catch (error) {
    return finding(
      'problem',
      `${place} cannot be used (${codeOf(error)}).`,
      'Correct S3_ENDPOINT, S3_REGION and the keys; they must allow reading, writing and removing.',
    )
  } finally {
    objects!.close()
  }
}
