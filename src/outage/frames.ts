import { crc32 } from 'node:zlib'

/** `MOSJ`: where a frame begins. */
const MAGIC = 0x4d4f534a
const HEAD = 12
/** No entry is longer: a message has 4000 characters, a form a few more. */
export const LONGEST_FRAME = 1024 * 1024

/** One entry as it lies in a segment: magic, length, CRC-32, payload. */
export function encodeFrame(payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(HEAD + payload.length)
  frame.writeUInt32BE(MAGIC, 0)
  frame.writeUInt32BE(payload.length, 4)
  frame.writeUInt32BE(crc32(payload), 8)
  payload.copy(frame, HEAD)
  return frame
}

export type Frames = {
  payloads: Buffer[]
  /** Where the last whole frame ends: what follows is a write that was cut. */
  end: number
  /** Bytes between whole frames that are none: not a cut, but a disk that lies. */
  damaged: number
}

/**
 * Every whole frame of a segment, in order. A write that a crash cut leaves half a frame at the end; what is broken in the middle
 * is stepped over to the next whole one, so that one bad block costs no more than what lay on it.
 */
export function readFrames(bytes: Buffer): Frames {
  const payloads: Buffer[] = []
  let at = 0
  let end = 0
  let damaged = 0
  while (at + HEAD <= bytes.length) {
    const payload = frameAt(bytes, at)
    if (payload) {
      damaged += at - end
      payloads.push(payload)
      at += HEAD + payload.length
      end = at
      continue
    }
    const next = bytes.indexOf(MAGIC_BYTES, at + 1)
    if (next < 0) break
    at = next
  }
  return { payloads, end, damaged }
}

const MAGIC_BYTES = Buffer.from('MOSJ')

function frameAt(bytes: Buffer, at: number): Buffer | undefined {
  if (bytes.readUInt32BE(at) !== MAGIC) return undefined
  const length = bytes.readUInt32BE(at + 4)
  if (length > LONGEST_FRAME || at + HEAD + length > bytes.length) return undefined
  const payload = bytes.subarray(at + HEAD, at + HEAD + length)
  return crc32(payload) === bytes.readUInt32BE(at + 8) ? payload : undefined
}
