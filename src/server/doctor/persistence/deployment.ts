import { setTimeout as sleep } from 'node:timers/promises'
import { refuse } from '../../../kernel/refusal.ts'

/** A running Mosaic as it is seen from outside, by its public address. */
export type Deployment = {
  /** Where it answers after redirects. */
  url: string
  /** Which processes and which containers answer: several where there are replicas. */
  look(): Promise<{ boots: Set<string>; places: Set<string> }>
  /** Undefined while nobody answers. */
  readiness(): Promise<Readiness | undefined>
  /** Its token. Refuses `doctor.not_marked`. */
  mark(): Promise<string>
  /** Whether whoever answers knows the mark; asked of several, where there are replicas. */
  knows(token: string): Promise<{ yes: number; no: number }>
  unmark(token: string): Promise<void>
}

export type Readiness = {
  status: string
  store: string | null
  verdict: { survives: 'yes' | 'no' | 'unknown'; sentence: string; advice: string | null } | null
}

const ANSWER_MS = 15_000
/** So often each thing is asked, on a new connection each time: a proxy in front gives us to another replica. */
const TIMES = 6

/** Finds a Mosaic at an address. Refuses `doctor.no_mosaic`. */
export async function findDeployment(address: string): Promise<Deployment> {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    refuse('invalid', 'doctor.address', { message: 'Write the address as people open it: https://mosaic.example.com' })
  const found = await ask(new URL('/version', address)).catch((error: Error) => error)
  const version = found instanceof Error ? undefined : ((await readJson(found)) as { name?: string; boot?: string })
  if (found instanceof Error || version?.name !== 'mosaic')
    refuse('unavailable', 'doctor.no_mosaic', {
      message: `No Mosaic answers at ${new URL(address).origin}. Is it running, and is this its public address?`,
    })
  if (!version.boot)
    refuse('conflict', 'doctor.older_release', {
      message: 'The Mosaic there is an older release, which keeps no marks. Upgrade it first.',
    })
  const { origin } = new URL(found.url)
  const at = (path: string) => new URL(path, origin)
  const markOf = (token: string) => at(`/api/persistence-marks/${token}`)
  return {
    url: origin,
    async look() {
      const seen = { boots: new Set<string>(), places: new Set<string>() }
      for (let time = 0; time < TIMES; time++) {
        const { boot, place } = (await readJson(await ask(at('/version')))) as { boot?: string; place?: string }
        if (boot && place) {
          seen.boots.add(boot)
          seen.places.add(place)
        }
      }
      return seen
    },
    async readiness() {
      try {
        return (await readJson(await ask(at('/readyz')))) as Readiness
      } catch {
        return undefined
      }
    },
    async mark() {
      const answer = await ask(at('/api/persistence-marks'), 'POST')
      const { token, detail } = (await readJson(answer)) as { token?: string; detail?: string }
      if (!token)
        refuse('unavailable', 'doctor.not_marked', {
          message: `It took no mark (${answer.status}): ${detail ?? 'see its log.'}`,
        })
      return token
    },
    async knows(token) {
      const counted = { yes: 0, no: 0 }
      for (let time = 0; time < TIMES; time++) {
        const status = await patiently(async () => {
          const { status } = await ask(markOf(token))
          return status === 200 || status === 404 ? status : undefined
        })
        if (status === 200) counted.yes++
        else counted.no++
      }
      return counted
    },
    async unmark(token) {
      await ask(markOf(token), 'DELETE')
    },
  }
}

/** What is neither yes nor no is asked again: a deployment that comes up answers 503 for a while. */
async function patiently<Answer>(work: () => Promise<Answer | undefined>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await work().catch(() => undefined)
    if (answer !== undefined) return answer
    if (attempt === 60)
      refuse('unavailable', 'doctor.no_answer', {
        message: 'It answers neither yes nor no. See its log, then try again.',
      })
    await sleep(1_000)
  }
}

function ask(url: URL, method = 'GET'): Promise<Response> {
  return fetch(url, { method, headers: { connection: 'close' }, signal: AbortSignal.timeout(ANSWER_MS) })
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return (await response.json()) ?? {}
  } catch {
    return {}
  }
}
