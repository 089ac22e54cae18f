import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Fingerprint, Print } from '../copy/index.ts'
import { CHUNK_BYTES, damaged, LARGEST_CHUNK } from './format.ts'

/** A piece of a table's COPY text: compressed, with what the manifest says of it. */
export type Chunk = { bytes: Buffer; text: number; sha256: string }

/**
 * Level 1 leaves 5 % more than 3 at nearly twice the speed. Frames bear their length and a checksum, so that `zstd -t` finds
 * damage, and so do we before a manifest is at hand.
 */
const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = zlib.constants
const COMPRESS = { params: { [ZSTD_c_compressionLevel]: 1, [ZSTD_c_checksumFlag]: 1 }, chunkSize: 256 * 1024 }

/** Chunks being compressed on other threads while the next one is read. */
const AHEAD = 3

const compress = promisify<zlib.InputType, zlib.ZstdOptions, Buffer>(zlib.zstdCompress)
const decompress = promisify<zlib.InputType, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress)

/** Cuts the text of a table into compressed chunks, in order. `onText` hears of each chunk's text. */
export async function* cutChunks(
  text: AsyncIterable<Buffer>,
  fingerprint: Fingerprint,
  onText: (bytes: number) => void = () => {},
): AsyncGenerator<Chunk> {
  const ahead: Promise<Chunk>[] = []
  // Used again: fresh ones of this size make the collector run all the time.
  const spare: Buffer[] = []
  let chunk: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  let filled = 0
  const close = () => {
    const full = chunk
    const bytes = filled
    fingerprint.add(full.subarray(0, bytes))
    onText(bytes)
    const making = make(full.subarray(0, bytes)).finally(() => spare.push(full))
    // It is awaited in its turn; a failure before that is not unheard.
    making.catch(() => {})
    ahead.push(making)
    filled = 0
  }
  for await (const piece of text) {
    for (let at = 0; at < piece.length; ) {
      const copied = piece.copy(chunk, filled, at)
      at += copied
      filled += copied
      if (filled < CHUNK_BYTES) continue
      close()
      while (ahead.length > AHEAD) yield await ahead.shift()!
      chunk = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
    }
  }
  if (filled > 0) close()
  for (const chunk of ahead) yield await chunk
}

async function make(text: Buffer): Promise<Chunk> {
  const bytes = await compress(text, { ...COMPRESS, pledgedSrcSize: text.length })
  return { bytes, text: text.length, sha256: sha256(bytes) }
}

/** The text of a chunk. Refuses `backup.damaged`. */
export async function openChunk(name: string, bytes: Buffer): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: LARGEST_CHUNK, chunkSize: CHUNK_BYTES })
  } catch {
    return damaged(name)
  }
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
export type { Print }
