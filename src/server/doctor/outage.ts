import fs from 'node:fs'
import path from 'node:path'
import { spoolVerdict } from '../outage/verdict.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

/** What this server would keep in an outage, whether that survives a deploy, and what of earlier ones is left to be seen to. */
export async function checkOutage({ env, config, where, store }: Patient): Promise<Finding[]> {
  if (!config || !where) return []
  const finding = (state: Finding['state'], says: string, todo: string | null = null): Finding => ({
    check: 'outage',
    state,
    says,
    todo,
  })
  const findings: Finding[] = []
  const folder = path.resolve(config.MOSAIC_DATA)
  if (config.MOSAIC_OUTAGE === 'spool' && where.kind !== 'memory') {
    const { survives, sentence, advice } = spoolVerdict(env, folder)
    const says = `Words of visitors are kept while the store is away. ${sentence}`
    findings.push(
      survives === 'no'
        ? finding(
            'problem',
            says,
            `${advice ?? 'Give MOSAIC_DATA a volume.'} Else a deploy in an outage loses what is kept.`,
          )
        : finding(survives === 'yes' ? 'ok' : 'note', says, advice ?? null),
    )
  }
  const damaged = leftIn(path.join(folder, 'spool'), '.damaged')
  if (damaged > 0)
    findings.push(
      finding(
        'problem',
        `${damaged} journals of outages were damaged by the disk.`,
        `Look at ${path.join(folder, 'spool')}, and at the disk.`,
      ),
    )
  if (!store) return findings
  const { rows } = await store.pool.query<{ waiting: number; late: number; review: number }>(
    `select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'review')::int as review,
       count(*) filter (where state = 'waiting' and brought_at < now() - interval '10 minutes')::int as late
     from outage_entries where state <> 'done'`,
  )
  const { waiting, late, review } = rows[0]!
  if (late > 0)
    findings.push(
      finding('problem', `${late} of ${waiting} entries of an outage still wait.`, 'See the log of the servers.'),
    )
  if (review > 0)
    findings.push(
      finding(
        'note',
        `${review} entries of outages could not be done and wait for review.`,
        'An administrator sees to them in the console, under Outages.',
      ),
    )
  return findings
}

function leftIn(folder: string, ending: string): number {
  try {
    return fs.readdirSync(folder).filter(name => name.endsWith(ending)).length
  } catch {
    return 0
  }
}
