import { WORD } from '../schema.ts'
import { headingOf, type Section } from './headings.ts'
import { type Span, spanOf } from './spans.ts'

export type Line = {
  /** The first is 1. */
  number: number
  text: string
  section: Section
  kind: 'blank' | 'heading' | 'role' | 'bullet' | 'more' | 'text'
}

/** A bullet with the lines that it runs on over. */
export type Bullet = { line: number; text: string; lines: number }
export type Role = { line: number; span: Span; bullets: Bullet[] }
export type Document = { lines: Line[]; roles: Role[]; bullets: Bullet[] }

const BULLET = /^\s*(?:[-–—•*▪◦‣·●○➢►]|\d{1,2}[.)])\s+(?=\S)/

/** What a résumé's plain text or Markdown is made of, by its lines. Reads, and changes nothing. */
export function readResume(text: string): Document {
  const lines: Line[] = []
  const roles: Role[] = []
  const bullets: Bullet[] = []
  let section: Section = 'top'
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1
    const before = lines.at(-1)?.kind
    const opened = BULLET.test(line) ? undefined : headingOf(line)
    if (opened) section = opened
    const span = section === 'experience' && !opened && !BULLET.test(line) ? spanOf(line) : undefined
    const kind = kindOf(line, { opened: opened !== undefined, span, before })
    lines.push({ number, text: line, section, kind })
    if (kind === 'role') roles.push({ line: number, span: span!, bullets: [] })
    if (kind === 'bullet') {
      const bullet = { line: number, text: line.replace(BULLET, '').trim(), lines: 1 }
      bullets.push(bullet)
      if (section === 'experience') roles.at(-1)?.bullets.push(bullet)
    }
    if (kind === 'more') {
      const bullet = bullets.at(-1)!
      bullet.text += ` ${line.trim()}`
      bullet.lines++
    }
  }
  return { lines, roles, bullets }
}

function kindOf(
  line: string,
  { opened, span, before }: { opened: boolean; span: Span | undefined; before: Line['kind'] | undefined },
): Line['kind'] {
  if (line.trim() === '') return 'blank'
  if (opened) return 'heading'
  if (BULLET.test(line)) return 'bullet'
  if (span) return 'role'
  // The next role may stand right below a bullet, without a line between: a continuation is indented, or goes on in lower case.
  const goesOn = /^\s{2,}\S/.test(line) || /^\s*[\p{Ll}\d(,;&%]/u.test(line)
  return (before === 'bullet' || before === 'more') && goesOn ? 'more' : 'text'
}

export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? []
}
