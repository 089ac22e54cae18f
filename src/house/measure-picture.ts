export type Measured = { mediaType: 'image/png' | 'image/jpeg' | 'image/webp'; width: number; height: number }

/** What a picture is and how large, by its first bytes; undefined for anything else. Its name and type as told mean nothing. */
export function measurePicture(bytes: Uint8Array): Measured | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return png(view) ?? webp(view) ?? jpeg(view)
  } catch (error) {
    // It ends before it says how large it is.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** PNG 1.2, 11.2.2: the header is the first chunk. */
function png(view: Buffer): Measured | undefined {
  if (view.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') return undefined
  return { mediaType: 'image/png', width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
}

/** RFC 9649: lossy, lossless and extended files say their size each in a way of their own. */
function webp(view: Buffer): Measured | undefined {
  const text = (from: number, to: number) => view.subarray(from, to).toString('latin1')
  if (text(0, 4) !== 'RIFF' || text(8, 12) !== 'WEBP') return undefined
  const mediaType = 'image/webp'
  const kind = text(12, 16)
  if (kind === 'VP8 ')
    return { mediaType, width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff }
  if (kind === 'VP8X') return { mediaType, width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 }
  if (kind !== 'VP8L') return undefined
  const bits = view.readUInt32LE(21)
  return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/** ITU T.81, B.2.2: the frame header holds the size; the segments before it are stepped over. */
function jpeg(view: Buffer): Measured | undefined {
  if (view.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at < view.length; ) {
    if (view.readUInt8(at) !== 0xff) return undefined
    const marker = view.readUInt8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { mediaType: 'image/jpeg', width: view.readUInt16BE(at + 7), height: view.readUInt16BE(at + 5) }
    at += 2 + view.readUInt16BE(at + 2)
  }
  return undefined
}
