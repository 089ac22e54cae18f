import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, Browser, type RequestOptions } from '../../tests/processes/visitor.ts'
import type { Operation, Outcome, Recorder } from '../history.ts'
import { type Random, stream } from '../random.ts'

/** A client of a run: one browser, so one person, which asks whichever server answers. */
export type Client = {
  name: string
  browser: Browser
  seed: number
  recorder: Recorder
  /** True once no new intents are begun. */
  isStopping(): boolean
  /** Where the next attempt goes: what a browser sends as the origin of what it writes. */
  origin(): string
  /** The next attempt goes to another server, as behind a load balancer. */
  elsewhere(): void
}

/** What came of a deed, as the history has it, with the answer of the last attempt. */
export type Done = { outcome: Outcome; code?: string; json: Record<string, unknown>; answer?: Answer }

type Ask = Pick<RequestOptions, 'json' | 'headers'> & {
  method: string
  path: string
  /** Made anew for each attempt: a body can be read once. */
  body?: () => BodyInit
  /** Attempts at most; the same ids and keys are sent again. */
  tries?: number
  patience?: number
  /** What of an answer that says yes is worth keeping in the history. */
  keep?: (json: Record<string, unknown>, answer: Answer) => Record<string, unknown>
  /** A refusal that shows that an earlier attempt came through: what it acknowledges. */
  proves?: (code: string, json: Record<string, unknown>) => Record<string, unknown> | undefined
}

export function makeClient(name: string, urls: string[], seed: number, recorder: Recorder, stop: AbortSignal): Client {
  let at = stream(seed, `${name} home`).whole(0, urls.length - 1)
  return {
    name,
    seed,
    recorder,
    browser: new Browser(() => urls[at]!),
    isStopping: () => stop.aborted,
    origin: () => urls[at]!,
    elsewhere: () => {
      at = (at + 1) % urls.length
    },
  }
}

/**
 * Does one deed, trying again with the same ids while it cannot be told what came of it, and writes it into the history:
 * a yes is `ok`; a no is `refused`, or `unknown` where an attempt before it may have come through.
 */
export async function perform(client: Client, deed: string, input: Record<string, unknown>, ask: Ask): Promise<Done> {
  const { recorder, browser } = client
  const operation = recorder.invoke(client.name, deed, input)
  let doubt = false
  let kept = false
  const asked = new Set<string>()
  for (let attempt = 1; attempt <= (ask.tries ?? 5); attempt++) {
    if (attempt > 1) await sleep(Math.min(1500, 100 * 2 ** attempt))
    const { method, path, json, body, patience = 6_000 } = ask
    const headers = { ...(method !== 'GET' && { origin: client.origin() }), ...ask.headers }
    asked.add(client.origin())
    let answer: Answer
    try {
      answer = await browser.request(method, path, { json, headers, patience, ...(body && { body: body() }) })
    } catch (error) {
      operation.attempts.push(nameOf(error))
      doubt = true
      client.elsewhere()
      continue
    }
    const told = (answer.json ?? {}) as Record<string, unknown>
    const code = typeof told.code === 'string' && answer.status >= 400 ? told.code : undefined
    operation.attempts.push(code ? `${answer.status} ${code}` : String(answer.status))
    if (answer.status < 400) {
      // Kept for later by a server whose store is away: what was made of it is seen at the end.
      const by = { by: client.origin(), ...(asked.size > 1 && { asked: [...asked] }) }
      const output =
        answer.status === 202 ? { kept: true, entry: told.id, ...by } : { ...ask.keep?.(told, answer), ...by }
      return done(operation, 'ok', output, { json: told, answer })
    }
    if (answer.status >= 500 || answer.status === 429) {
      // Told that it is kept, though not yet answered: that is a promise too.
      if (code === 'assistant.still_answering') kept = true
      doubt ||= answer.status >= 500 && code !== 'server.not_ready'
      client.elsewhere()
      continue
    }
    const proof = doubt && code ? ask.proves?.(code, told) : undefined
    if (proof) return done(operation, 'ok', proof, { json: told, answer })
    return done(operation, doubt ? 'unknown' : 'refused', { code, status: answer.status }, { code, json: told, answer })
  }
  return done(operation, 'unknown', kept ? { stillAnswering: true } : {}, { json: {} })

  function done(operation: Operation, outcome: Outcome, output: Record<string, unknown>, rest: Omit<Done, 'outcome'>) {
    recorder.complete(operation, outcome, output)
    return { outcome, ...rest }
  }
}

/** A step after another until the run stops; each has its own stream, so that its intent depends on nothing before it. */
export async function live(client: Client, pauseMs: number, step: (random: Random, number: number) => Promise<void>) {
  for (let number = 1; !client.isStopping(); number++) {
    const random = stream(client.seed, `${client.name} ${number}`)
    await step(random, number)
    await sleep(random.between(pauseMs * 0.3, pauseMs * 1.7))
  }
}

/** A word that names who wrote it and when: found in the answer to anybody else, somebody's words went astray. */
export const mark = (client: Client, number: number | string) => `(${client.name}x${number})`

function nameOf(error: unknown): string {
  const { name, cause, message } = error as Error & { cause?: { code?: string; message?: string } }
  return `broken: ${cause?.code ?? cause?.message ?? (name === 'Error' || name === 'TypeError' ? message : name)}`
}
