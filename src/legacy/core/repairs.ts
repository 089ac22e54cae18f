import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export type RepairEntry = { code: string; table: string; key: string; column: string | null }

const MOST_IN_MEMORY = 20_000

/** What was repaired, each entry; beyond some thousands they wait in a temporary file until the report is written. */
export class RepairLog {
  readonly counts: Record<string, number> = {}
  #entries: RepairEntry[] = []
  #folder: string | undefined
  #file: number | undefined

  add(entry: RepairEntry): void {
    this.counts[entry.code] = (this.counts[entry.code] ?? 0) + 1
    this.#entries.push(entry)
    if (this.#entries.length >= MOST_IN_MEMORY) this.#spill()
  }

  /** In the order in which they were found. */
  *entries(): Generator<RepairEntry> {
    if (this.#folder) {
      for (const line of linesOf(path.join(this.#folder, 'repairs'))) yield JSON.parse(line)
    }
    yield* this.#entries
  }

  close(): void {
    if (this.#file !== undefined) fs.closeSync(this.#file)
    this.#file = undefined
    if (this.#folder) fs.rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }

  #spill(): void {
    this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-repairs-'))
    this.#file ??= fs.openSync(path.join(this.#folder, 'repairs'), 'a')
    fs.writeSync(this.#file, this.#entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))
    this.#entries = []
  }
}

function* linesOf(file: string): Generator<string> {
  const handle = fs.openSync(file, 'r')
  const buffer = Buffer.alloc(1 << 20)
  let rest: Buffer = Buffer.alloc(0)
  try {
    for (;;) {
      const read = fs.readSync(handle, buffer)
      if (read === 0) return
      rest = Buffer.concat([rest, buffer.subarray(0, read)])
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
        yield rest.toString('utf8', 0, end)
        rest = rest.subarray(end + 1)
      }
    }
  } finally {
    fs.closeSync(handle)
  }
}
