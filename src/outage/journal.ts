import fs from 'node:fs/promises'
import path from 'node:path'
import { encodeFrame, readFrames } from './frames.ts'
import { LOCK, lockFolder } from './lock.ts'

/** A segment that is larger is followed by a new one, so that reading one takes little memory. */
const SEGMENT_BYTES = 4 * 1024 * 1024
const DONE = 'done'

export type Journal = {
  folder: string
  /** What lies on the disk, in bytes. */
  bytes(): number
  /** Resolves once it is on the disk for good; rejects with nothing of it there. Callers at one time share one flush. */
  append(id: string, payload: Buffer): Promise<void>
  /** Entries that are written where they belong; they are not given again. */
  markDone(ids: readonly string[]): Promise<void>
  /** Counts bytes that lie beside the segments. */
  addBytes(bytes: number): void
  /** Takes the folder away, or leaves what is damaged to be looked at. Nothing may be appended any more. */
  remove(): Promise<void>
  /** Lets go of the folder as it is. */
  close(): Promise<void>
}

export type Found = { journal: Journal; entries: { id: string; payload: Buffer }[]; damaged: number }

/** Makes a journal of this process's own. Rejects where the disk does not take it. */
export async function makeJournal(root: string, name: string): Promise<Journal> {
  const folder = path.join(root, name)
  await fs.mkdir(root, { recursive: true, mode: 0o700 })
  await fs.mkdir(folder, { mode: 0o700 })
  const unlock = lockFolder(folder)
  if (!unlock) throw new Error('another process has taken the folder of a journal that was just made')
  try {
    await flushFolder(root)
    await flushFolder(path.dirname(root))
  } catch (error) {
    unlock()
    throw error
  }
  return writing(folder, unlock, { bytes: 0, segment: 0, isDamaged: false })
}

/** Takes over a journal that nobody has, with what is not done of it in the order of writing. Undefined where somebody has it. */
export async function takeJournal(folder: string): Promise<Found | undefined> {
  const unlock = lockFolder(folder)
  if (!unlock) return undefined
  try {
    const names = await fs.readdir(folder)
    const segments = names.filter(name => /^\d{6}\.seg$/.test(name)).sort()
    const done = new Set(names.includes(DONE) ? (await fs.readFile(path.join(folder, DONE), 'utf8')).split('\n') : [])
    const entries: Found['entries'] = []
    let damaged = 0
    let bytes = 0
    for (const name of segments) {
      const file = path.join(folder, name)
      const content = await fs.readFile(file)
      const frames = readFrames(content)
      // What a crash cut was promised to nobody.
      if (frames.end < content.length) await fs.truncate(file, frames.end)
      bytes += frames.end
      damaged += frames.damaged
      for (const payload of frames.payloads) {
        const id = payload.subarray(0, 36).toString('latin1')
        if (!done.has(id)) entries.push({ id, payload: payload.subarray(37) })
      }
    }
    for (const name of names.filter(isBlob)) bytes += (await fs.stat(path.join(folder, name))).size
    const segment = segments.length > 0 ? Number(segments.at(-1)!.slice(0, 6)) : 0
    return { journal: writing(folder, unlock, { bytes, segment, isDamaged: damaged > 0 }), entries, damaged }
  } catch (error) {
    unlock()
    throw error
  }
}

const isBlob = (name: string) => name.endsWith('.blob')

type Waiting = { frame: Buffer; resolve: () => void; reject: (error: unknown) => void }

function writing(
  folder: string,
  unlock: () => void,
  at: { bytes: number; segment: number; isDamaged: boolean },
): Journal {
  let { bytes, segment } = at
  let handle: fs.FileHandle | undefined
  let size = 0
  let queue: Waiting[] = []
  let flushing: Promise<void> | undefined
  let doneHandle: fs.FileHandle | undefined

  async function flush() {
    // Who comes in this very moment comes along.
    await new Promise(resolve => setImmediate(resolve))
    while (queue.length > 0) {
      const batch = queue
      queue = []
      try {
        await write(Buffer.concat(batch.map(({ frame }) => frame)))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        await giveUpSegment()
        for (const { reject } of batch) reject(error)
      }
    }
    flushing = undefined
  }

  async function write(frames: Buffer) {
    if (!handle || size > SEGMENT_BYTES) {
      await handle?.close()
      handle = await fs.open(path.join(folder, nameOf(++segment)), 'wx', 0o600)
      size = 0
      await flushFolder(folder)
    }
    let written = 0
    while (written < frames.length)
      written += (await handle.write(frames, written, frames.length - written, size + written)).bytesWritten
    await handle.datasync()
    size += frames.length
    bytes += frames.length
  }

  /** What a failed write left is cut away, and what follows goes to a new file: after a failed flush nobody knows what is there. */
  async function giveUpSegment() {
    const given = handle
    handle = undefined
    if (!given) return
    await given.truncate(size).catch(() => {})
    await given.datasync().catch(() => {})
    await given.close().catch(() => {})
    if (size === 0) await fs.rm(path.join(folder, nameOf(segment)), { force: true }).catch(() => {})
  }

  async function letGo() {
    await flushing
    await handle?.close().catch(() => {})
    await doneHandle?.close().catch(() => {})
    handle = undefined
    doneHandle = undefined
  }

  return {
    folder,
    bytes: () => bytes,
    append(id, payload) {
      const frame = encodeFrame(Buffer.concat([Buffer.from(`${id} `, 'latin1'), payload]))
      return new Promise((resolve, reject) => {
        queue.push({ frame, resolve, reject })
        flushing ??= flush()
      })
    },
    async markDone(ids) {
      if (ids.length === 0) return
      doneHandle ??= await fs.open(path.join(folder, DONE), 'a', 0o600)
      // Behind whatever a crash cut of the line before.
      await doneHandle.appendFile(`\n${ids.join('\n')}\n`)
      await doneHandle.datasync()
    },
    addBytes(more) {
      bytes += more
    },
    async remove() {
      await letGo()
      if (at.isDamaged) {
        await fs.rename(folder, `${folder}.damaged`)
        return unlock()
      }
      for (const name of await fs.readdir(folder))
        if (name !== DONE && !name.startsWith(LOCK)) await fs.rm(path.join(folder, name), { force: true })
      await fs.rm(path.join(folder, DONE), { force: true })
      unlock()
      await fs.rm(folder, { recursive: true, force: true })
    },
    async close() {
      await letGo()
      unlock()
    },
  }
}

const nameOf = (segment: number) => `${String(segment).padStart(6, '0')}.seg`

/** A name is on the disk once its folder is. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
