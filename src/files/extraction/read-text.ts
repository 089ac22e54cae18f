import zlib from 'node:zlib'
import { storable } from '../../kernel/text.ts'
import type { FileType, TextReason } from '../schema.ts'
import { directoryOf, packedBytes } from './zip.ts'

export type ReadTask = { type: FileType; bytes: Uint8Array; mostExpanded: number }
export type ReadResult = { text: string } | { failed: TextReason }

/** As many parts as no written document has. */
const MOST_ENTRIES = 5_000

/** The text of a document. Runs in a worker thread, which its caller ends when it takes too long or too much memory. */
export async function readText({ type, bytes, mostExpanded }: ReadTask): Promise<ReadResult> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (type.startsWith('text/')) return bounded(new TextDecoder().decode(buffer), mostExpanded)
    if (type === 'application/pdf') return bounded(await textOfPdf(bytes), mostExpanded)
    if (type.startsWith('image/')) return { text: '' }
    const refused = expandedTooFar(buffer, mostExpanded)
    return refused ? { failed: refused } : bounded(await textOfWord(buffer), mostExpanded)
  } catch (error) {
    return { failed: (error as Error).name === 'PasswordException' ? 'encrypted' : 'broken' }
  }
}

/** Pages stand apart by an empty line; lines are as the document breaks them. */
async function textOfPdf(bytes: Uint8Array): Promise<string> {
  const { extractText, getDocumentProxy } = await import('unpdf')
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: false })
  return text.join('\n\n')
}

async function textOfWord(buffer: Buffer): Promise<string> {
  const { default: mammoth } = await import('mammoth')
  // Paragraphs come apart by an empty line each; in a résumé they are lines.
  return (await mammoth.extractRawText({ buffer })).value.replace(/\n\n/g, '\n')
}

/**
 * Why an archive must not be handed to a reader that unpacks it whole. What the archive says of itself counts for nothing:
 * every part is inflated here, one after another and thrown away, until the bound is reached.
 */
export function expandedTooFar(archive: Buffer, most: number): TextReason | undefined {
  const entries = directoryOf(archive, archive.length)
  if (!entries) return 'broken'
  if (entries.length > MOST_ENTRIES) return 'too_large'
  let left = most
  for (const entry of entries) {
    const packed = packedBytes(archive, entry)
    if (!packed || (entry.method !== 0 && entry.method !== 8)) return 'broken'
    if (entry.method === 0) left -= packed.length
    else if (packed.length > 0) {
      try {
        left -= zlib.inflateRawSync(packed, { maxOutputLength: Math.max(1, left) }).length
      } catch (error) {
        return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'broken'
      }
    }
    if (left < 0) return 'too_large'
  }
  return undefined
}

function bounded(text: string, most: number): ReadResult {
  if (Buffer.byteLength(text) > most) return { failed: 'too_large' }
  const clean = storable(text)
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .trim()
  return { text: /[\p{L}\p{N}]/u.test(clean) ? clean : '' }
}
