import { refuse } from '../../kernel/refusal.ts'
import { directoryOf } from '../extraction/zip.ts'
import { endingOf, takenKinds } from '../label.ts'
import { type FileType, fileTypes } from '../schema.ts'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const AS_IS: Record<string, FileType> = {
  'application/pdf': 'application/pdf',
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/jpeg': 'image/jpeg',
}
const PNG_HEAD = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
/** What begins like a page or a drawing is one, whatever it is called: some reader somewhere would run it. */
const MARKUP = /^<(!doctype\b|html\b|head\b|body\b|script\b|svg\b|iframe\b|\?xml\b)/i

export type Body = {
  /** The first bytes, up to 64 KiB. */
  head: Buffer
  /** The last bytes, up to a MiB. */
  tail: Buffer
  size: number
  /** Whether all of it is UTF-8 without NUL. */
  isText: boolean
}

/**
 * The type of what was sent, by its own bytes. Name and declared type must not say otherwise: refuses `files.mismatch`, and
 * `files.type` for what is not taken at all.
 */
export async function typeOf(body: Body, name: string, declared: string | undefined): Promise<FileType> {
  const ending = endingOf(name)
  const sniffed = await bySniffing(body, ending)
  if (!sniffed)
    return refuse('unsupported', 'files.type', `This kind of file is not taken. Send one of: ${takenKinds}.`)
  const { endings, label } = fileTypes[sniffed]
  if (ending && !(endings as readonly string[]).includes(ending))
    refuse('unsupported', 'files.mismatch', `The name ends with .${ending}, but the file is of the kind ${label}.`)
  if (!agrees(declared, sniffed, ending))
    refuse('unsupported', 'files.mismatch', `The file was sent as ${declared}, but it is of the kind ${label}.`)
  return sniffed
}

async function bySniffing({ head, tail, size, isText }: Body, ending: string): Promise<FileType | undefined> {
  if (head.length > 4 && head.readUInt32BE(0) === 0x504b0304) return isWord(tail, size) ? DOCX : undefined
  // The library reads on to tell animated pictures apart, and gives up where what is said of a picture is longer than the head.
  if (head.subarray(0, 16).equals(PNG_HEAD)) return 'image/png'
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (found) return AS_IS[found.mime]
  if (!isText || isMarkup(head.toString('utf8'))) return undefined
  return (fileTypes['text/markdown'].endings as readonly string[]).includes(ending) ? 'text/markdown' : 'text/plain'
}

/** Comments in front are passed one by one: an expression that takes any number of them can be kept busy for years. */
function isMarkup(text: string): boolean {
  let rest = text.trimStart()
  while (rest.startsWith('<!--')) {
    const end = rest.indexOf('-->', 4)
    if (end < 0) return false
    rest = rest.slice(end + 3).trimStart()
  }
  return MARKUP.test(rest)
}

/** A ZIP archive whose directory names the parts of a Word document, and no macros. */
function isWord(tail: Buffer, size: number): boolean {
  const names = directoryOf(tail, size)?.map(({ name }) => name) ?? []
  const has = (name: string) => names.includes(name)
  return has('[Content_Types].xml') && has('word/document.xml') && !names.some(name => /vbaProject\.bin$/i.test(name))
}

function agrees(declared: string | undefined, type: FileType, ending: string): boolean {
  const said = declared?.replace(/;.*/s, '').trim().toLowerCase()
  if (!said || said === 'application/octet-stream' || said === type) return true
  // What a form says of a part that says nothing of itself (RFC 7578, 4.4): then the name decides.
  if (said === 'text/plain' && ending) return true
  if (said === 'image/jpg' || said === 'image/pjpeg') return type === 'image/jpeg'
  if (said === 'application/x-pdf') return type === 'application/pdf'
  return /^text\/(plain|(x-)?markdown)$/.test(said) && type.startsWith('text/')
}
