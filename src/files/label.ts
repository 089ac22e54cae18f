import { storable } from '../kernel/text.ts'
import { fileTypes } from './schema.ts'

const LONGEST = 255
/** Control characters, line separators, and marks that turn the direction of what follows ("exe.fdp" read as "pdf.exe"). */
const UNSEEN = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/**
 * The label of a file from the name that a client gave: what stands after the last slash of either kind, without what is not
 * seen, at most 255 bytes of UTF-8 with its ending kept. It is shown and sent back, and never an address of anything.
 */
export function labelOf(name: string): string {
  const last = storable(name).split(/[/\\]/).at(-1)!
  const clean = last.replace(UNSEEN, '').replace(/\s+/g, ' ').trim()
  if (/^\.*$/.test(clean)) return 'file'
  if (Buffer.byteLength(clean) <= LONGEST) return clean
  const ending = /\.[^.]{1,16}$/.exec(clean)?.[0] ?? ''
  const room = LONGEST - Buffer.byteLength(ending)
  let kept = ''
  let bytes = 0
  for (const sign of clean.slice(0, clean.length - ending.length)) {
    bytes += Buffer.byteLength(sign)
    if (bytes > room) break
    kept += sign
  }
  return kept + ending
}

/** The ending that a name has, in lower case; empty where what follows its last dot is no ending, as in `CV 2.0`. */
export function endingOf(name: string): string {
  return /\.([a-z][a-z0-9]{0,9})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
}

/** `Content-Disposition` of a download (RFC 6266): the label in UTF-8, and for old readers in ASCII. */
export function attachmentOf(label: string): string {
  const ascii = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%;]/g, '_')
  const encoded = encodeURIComponent(label).replace(
    /['()*!]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

export const takenKinds = Object.values(fileTypes)
  .map(({ label }) => label)
  .join(', ')
