const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const ZIP64 = 0xffffffff

export type ZipEntry = { name: string; method: number; packed: number; offset: number }

/**
 * The directory of a ZIP archive (APPNOTE 4.3) from its last bytes; undefined where there is none, or one that readers could
 * take in two ways: with bytes before, between or behind its parts, of ZIP64, or beyond the bytes given.
 */
export function directoryOf(tail: Buffer, size: number): ZipEntry[] | undefined {
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== END) return undefined
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const start = tail.readUInt32LE(end + 16)
  const skipped = size - tail.length
  if (end + 22 + tail.readUInt16LE(end + 20) !== tail.length) return undefined
  if (start < skipped || start + length !== end + skipped) return undefined
  const entries: ZipEntry[] = []
  let at = start - skipped
  for (let number = 0; number < count; number++) {
    if (at + 46 > end || tail.readUInt32LE(at) !== ENTRY) return undefined
    const names = tail.readUInt16LE(at + 28)
    const next = at + 46 + names + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32)
    if (next > end) return undefined
    const packed = tail.readUInt32LE(at + 20)
    const offset = tail.readUInt32LE(at + 42)
    if (packed === ZIP64 || offset === ZIP64) return undefined
    const name = tail.toString('utf8', at + 46, at + 46 + names)
    entries.push({ name, method: tail.readUInt16LE(at + 10), packed, offset })
    at = next
  }
  return at === end ? entries : undefined
}

/** The packed bytes of an entry; undefined where the archive is broken. */
export function packedBytes(archive: Buffer, { offset, packed }: ZipEntry): Buffer | undefined {
  if (offset + 30 > archive.length || archive.readUInt32LE(offset) !== LOCAL) return undefined
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
  return start + packed > archive.length ? undefined : archive.subarray(start, start + packed)
}
