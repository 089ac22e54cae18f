import { findSkill, skillsIn } from '../catalogue/index.ts'
import { type Document, readResume } from './reading/read-resume.ts'

/** A skill that a text names: its common name, where, and the line as it stands there. */
export type NamedSkill = { name: string; line: number; quote: string }

const LONGEST_QUOTE = 300
const MOST = 100
/** Characters beyond which an item of a list is no name. */
const LONGEST_ITEM = 200

/**
 * The skills that a résumé names, each once. In a section of skills every item of a list counts, in running text only names that
 * are no everyday words.
 */
export function skillsOf(text: string, document: Document = readResume(text)): NamedSkill[] {
  const found = new Map<string, NamedSkill>()
  for (const { text: line, section, kind, number } of document.lines) {
    if (kind === 'blank' || kind === 'heading') continue
    const listed = section === 'skills' ? itemsOf(line).flatMap(item => findSkill(item) ?? []) : []
    for (const { name } of [...listed, ...skillsIn(line).map(({ skill }) => skill)])
      if (!found.has(name)) found.set(name, { name, line: number, quote: line.trim().slice(0, LONGEST_QUOTE) })
  }
  return [...found.values()].slice(0, MOST)
}

/** The items of a list on one line: `Languages: Python, SQL` has two. */
export function itemsOf(line: string): string[] {
  return line
    .replace(/^\s*[-–—•*▪◦‣·●○]\s+/, '')
    .replace(/^[^:,;|]{1,40}:\s*/, '')
    .split(/[,;|•·]|\s\/\s/)
    .filter(item => item.length <= LONGEST_ITEM)
    .map(item =>
      item
        .replace(/\([^()]*\)/g, '')
        .replace(/(?<![.*_])[.*_]+$|^[*_]+/g, '')
        .trim(),
    )
    .filter(Boolean)
}
