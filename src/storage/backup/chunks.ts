import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { CHUNK_BYTES, damaged, LARGEST_CHUNK } from './format.ts'
import type { Chunk, Press } from './press.ts'

/** Chunks being compressed while the next one is read. */
const AHEAD = 3

const decompress = promisify<zlib.InputType, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress)

/** Cuts the text of a table into compressed chunks, in order. Its fingerprint is then at `press.end()`. */
export async function* cutChunks(text: AsyncIterable<Buffer>, press: Press): AsyncGenerator<Chunk> {
  const ahead: Promise<Chunk>[] = []
  let chunk = press.take()
  let filled = 0
  const close = () => {
    const pressing = press.press(chunk, filled)
    // It is awaited in its turn; a failure before that is not unheard.
    pressing.catch(() => {})
    ahead.push(pressing)
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
      chunk = press.take()
    }
  }
  if (filled > 0) close()
  for (const chunk of ahead) yield await chunk
}

/** The text of a chunk. Refuses `backup.damaged`. */
export async function openChunk(name: string, bytes: Buffer): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: LARGEST_CHUNK, chunkSize: CHUNK_BYTES })
  } catch {
    return damaged(name)
  }
}
