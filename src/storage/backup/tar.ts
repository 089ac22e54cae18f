import { Readable } from 'node:stream'
import { extract, pack } from 'tar-stream'
import { damaged, HEAD, LARGEST_CHUNK, LARGEST_MANIFEST, MANIFEST, notABackup, SEAL } from './format.ts'

export type Entry = { name: string; bytes: Buffer }

/** The entries as the bytes of a tar, one entry in memory at a time. `at` is the time that each of them bears. */
export async function* packEntries(entries: AsyncIterable<Entry>, at: Date): AsyncGenerator<Buffer> {
  const tar = pack()
  const feeding = feed()
  feeding.catch(error => tar.destroy(error))
  // Not an iteration over `tar`: destroyed with an error, it would end as if nothing were.
  try {
    for await (const piece of tar) yield piece as Buffer
    await feeding
  } finally {
    tar.destroy()
    await feeding.catch(() => {})
  }

  async function feed() {
    for await (const { name, bytes } of entries)
      await new Promise<void>((resolve, reject) =>
        tar.entry({ name, mode: 0o600, mtime: at, size: bytes.length }, bytes, error =>
          error ? reject(error) : resolve(),
        ),
      )
    tar.finalize()
  }
}

/** The entries of a tar, each whole. Refuses `backup.not_a_backup` or `backup.damaged` what is no tar of ours. */
export async function* unpackEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const archive = extract()
  const input = Readable.from(source)
  let broken: unknown
  input.on('error', error => {
    broken = error
    archive.destroy(error)
  })
  let last: string | undefined
  try {
    input.pipe(archive as unknown as NodeJS.WritableStream)
    for await (const entry of archive) {
      const { name, type, size = 0 } = entry.header
      const isManifest = name === MANIFEST
      if (type !== 'file' || (last === undefined && name !== HEAD)) last === undefined ? notABackup() : damaged(name)
      if (last === SEAL || size > (isManifest ? LARGEST_MANIFEST : LARGEST_CHUNK)) damaged(name)
      const bytes = await collect(entry as AsyncIterable<Buffer>)
      if (bytes.length !== size) damaged(name)
      last = name
      yield { name, bytes }
    }
  } catch (error) {
    if (broken) throw broken
    if (!isTarError(error)) throw error
    last === undefined ? notABackup() : damaged(`behind ${last}`)
  } finally {
    input.destroy()
    archive.destroy()
  }
  if (last === undefined) notABackup()
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = []
  for await (const piece of pieces) list.push(piece)
  return Buffer.concat(list)
}

const isTarError = (error: unknown) =>
  error instanceof Error &&
  /^Invalid tar header|^Unexpected end of data|^Header exceeds max size|^Invalid header|^Premature close|^Writable stream closed/.test(
    error.message,
  )
