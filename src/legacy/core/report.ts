import fs from 'node:fs'
import { DistinctIds } from './hashes.ts'
import type { Home, Mapping } from './mapping.ts'
import { type RepairEntry, RepairLog } from './repairs.ts'

export type TableReport = {
  source: number
  imported: number
  archived: number
  quarantined: number
  /** Of these, kept before this import. */
  already: number
  /** 64 hexadecimal characters, from what was read; and from what is kept. */
  sourceHash: string
  keptHash: string
}

export type Report = {
  kind: Mapping['kind']
  source: { name: string; sha256: string | null }
  dryRun: boolean
  complete: boolean
  tables: Record<string, TableReport>
  repairs: Record<string, number>
  homes: Record<string, number>
  /** What a person must decide, in sentences. */
  attention: string[]
}

const HOMES: Home[] = [
  'persons',
  'accounts',
  'conversations',
  'messages',
  'enrolments',
  'answers',
  'files',
  'resumeVersions',
  'listings',
  'matches',
  'experiments',
]

/** Counts while an import runs. */
export class Tally {
  readonly tables: Record<string, TableReport> = {}
  readonly repairs = new RepairLog()
  readonly attention = new Set<string>()
  #homes: Record<string, number> = Object.fromEntries(HOMES.map(kind => [kind, 0]))
  #ids: Record<string, DistinctIds> = {}

  /** `named` holds kind and id in turn, as rows note them. */
  count(named: readonly string[]): void {
    for (let n = 0; n < named.length; n += 2) {
      const kind = named[n]!
      const id = named[n + 1]!
      if (id !== '') {
        this.#ids[kind] ??= new DistinctIds()
        if (!this.#ids[kind].add(id)) continue
      }
      this.#homes[kind] = (this.#homes[kind] ?? 0) + 1
    }
  }

  report(head: Pick<Report, 'kind' | 'source' | 'dryRun' | 'complete'>): Report {
    return {
      ...head,
      tables: this.tables,
      repairs: this.repairs.counts,
      homes: this.#homes,
      attention: [...this.attention],
    }
  }
}

/** Writes the report with its list of repairs as one JSON document, however long; it appears whole or not at all. */
export function writeReport(file: string, report: Report, repairs: Iterable<RepairEntry>): void {
  const part = `${file}.part`
  const { attention, homes, ...head } = report
  const out = fs.openSync(part, 'w')
  try {
    fs.writeSync(out, `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "repairList": [`)
    let isFirst = true
    for (const entry of repairs) {
      fs.writeSync(out, `${isFirst ? '' : ','}\n    ${JSON.stringify(entry)}`)
      isFirst = false
    }
    const rest = JSON.stringify({ homes, attention }, null, 2)
    fs.writeSync(out, `${isFirst ? '' : '\n  '}],\n${rest.slice(2)}\n`)
    fs.fsyncSync(out)
  } finally {
    fs.closeSync(out)
  }
  fs.renameSync(part, file)
}
