import { asUnavailable } from '../../storage/index.ts'
import { checkBackups, checkPasswords } from './backups.ts'
import { checkChannels } from './channels.ts'
import { checkClock } from './clock.ts'
import { checkConfiguration, checkSecret } from './configuration.ts'
import { checkDisk } from './disk.ts'
import { checkOutage } from './outage.ts'
import { type Patient, sentenceOf } from './patient.ts'
import type { Examination, Finding } from './schema.ts'
import { checkSchema } from './schema-state.ts'
import { checkCalendars, checkModel, checkObjects } from './services.ts'
import { checkStore } from './store.ts'
import { checkFolder, checkVerdict, checkVersions } from './versions.ts'

/** A check looks at one thing and changes nothing. What it throws is itself a finding. */
type Check = (patient: Patient) => Promise<Finding[]>

const CHECKS: [name: string, check: Check][] = [
  ['versions', checkVersions],
  ['configuration', checkConfiguration],
  ['store', checkStore],
  ['schema', checkSchema],
  ['survives', checkVerdict],
  ['folder', checkFolder],
  ['clock', checkClock],
  ['secret', checkSecret],
  ['outage', checkOutage],
  ['backup', checkBackups],
  ['disk', checkDisk],
  ['channels', checkChannels],
  ['calendars', checkCalendars],
  ['model', checkModel],
  ['files', checkObjects],
  ['passwords', checkPasswords],
]

/**
 * Every check in turn; `found` is what was seen on the way in. A store that is not there leaves out what needs it. Nothing that
 * is found holds a secret. With `live` real connections are made, and nothing is sent to anybody.
 */
export async function examine(patient: Patient, found: Finding[] = []): Promise<Examination> {
  const findings = [...found]
  for (const [name, check] of CHECKS) findings.push(...(await attempt(name, check, patient)))
  const order = [...new Set(['versions', 'configuration', 'store', ...findings.map(({ check }) => check)])]
  findings.sort((a, b) => order.indexOf(a.check) - order.indexOf(b.check))
  return {
    at: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
    well: !findings.some(({ state }) => state === 'problem'),
    findings,
  }
}

async function attempt(name: string, check: Check, patient: Patient): Promise<Finding[]> {
  try {
    return await check(patient)
  } catch (error) {
    // An empty or older database has not every table; `schema` says so.
    if ((error as { code?: unknown }).code === '42P01') return []
    const says = `Could not be looked at: ${asUnavailable(error)?.message ?? sentenceOf(error)}`
    return [{ check: name, state: 'problem', says, todo: null }]
  }
}
