import { skillKey, skillsIn } from '../../catalogue/index.ts'
import { keywordsOf } from '../feedback/keywords.ts'
import { type Line, readResume, wordsOf } from '../reading/read-resume.ts'
import type { Posting } from '../schema.ts'
import { itemsOf } from '../skills-of.ts'

const LONGEST_HEADLINE = 90
/** A skill that the posting asks for weighs as much as so many of its other words. */
const OF_A_SKILL = 5

type Wanted = { skills: Set<string>; words: Set<string> }

/**
 * A résumé in the order that a posting asks for: its title as the headline, matched skills first, bullets by how much they share
 * with it. Every other line is the person's own and stays as it is; nothing is added and nothing left out.
 */
export function tailorByRules(text: string, posting: Posting): string {
  const wanted = wantedBy(posting)
  const lines = readResume(text).lines
  const ordered = orderBullets(lines, wanted).map(line =>
    line.section === 'skills' && line.kind !== 'heading' ? { ...line, text: orderItems(line.text, wanted) } : line,
  )
  return withHeadline(ordered, posting.title).join('\n')
}

function wantedBy(posting: Posting): Wanted {
  const skills = new Set(keywordsOf(posting).map(({ key }) => key))
  return { skills, words: new Set(contentWords(`${posting.title} ${posting.description}`)) }
}

/** Words of four letters and more, by their beginning, so that "reported" and "reporting" are one. */
function contentWords(text: string): string[] {
  return wordsOf(text.toLowerCase())
    .filter(word => /^\p{L}{4,}/u.test(word))
    .map(word => word.slice(0, 6))
}

function overlap(text: string, { skills, words }: Wanted): number {
  const named = new Set([...itemsOf(text), ...skillsIn(text).map(({ skill }) => skill.name)].map(skillKey))
  const shared = new Set(contentWords(text).filter(word => words.has(word)))
  return OF_A_SKILL * [...named].filter(key => skills.has(key)).length + shared.size
}

/** Bullets that stand together change places among themselves, each with the lines that it runs on over. */
function orderBullets(lines: Line[], wanted: Wanted): Line[] {
  const ordered: Line[] = []
  for (let at = 0; at < lines.length; ) {
    const block: Line[][] = []
    while (lines[at]?.kind === 'bullet') {
      const bullet = [lines[at++]!]
      while (lines[at]?.kind === 'more') bullet.push(lines[at++]!)
      block.push(bullet)
    }
    if (block.length === 0) ordered.push(lines[at++]!)
    else {
      // What is numbered has an order of its own.
      const numbered = /^\s*\d/.test(block[0]![0]!.text)
      const weighed = block.map(bullet => ({
        bullet,
        weight: overlap(bullet.map(({ text }) => text).join(' '), wanted),
      }))
      const sorted = numbered ? weighed : weighed.toSorted((a, b) => b.weight - a.weight)
      ordered.push(...sorted.flatMap(({ bullet }) => bullet))
    }
  }
  return ordered
}

/** Items of a list on one line, those that the posting asks for first. A line that is no list stays. */
function orderItems(line: string, { skills }: Wanted): string {
  const [, before, list] = /^(\s*(?:[-–—•*▪◦‣·●○]\s+)?(?:[^:,;|]{1,40}:\s*)?)(.*)$/s.exec(line)!
  const divider = [', ', '; ', ' | ', ' • ', ' · '].find(one => list!.includes(one))
  if (!divider) return line
  let length = list!.length
  while (length > 0 && /[.\s]/.test(list![length - 1]!)) length--
  const [items, end] = [list!.slice(0, length).split(divider), list!.slice(length)]
  // A bracket that is cut in two was no list of names.
  if (items.some(item => (item.match(/\(/g)?.length ?? 0) !== (item.match(/\)/g)?.length ?? 0))) return line
  const isWanted = (item: string) => skills.has(skillKey(item.replace(/\([^()]*\)/g, '')))
  return before + [...items.filter(isWanted), ...items.filter(item => !isWanted(item))].join(divider) + end
}

/** Below the name; in place of a headline that stands there. */
function withHeadline(lines: Line[], title: string): string[] {
  const texts = lines.map(({ text }) => text)
  const name = lines.findIndex(({ kind }) => kind !== 'blank')
  if (name < 0 || lines[name]!.kind !== 'text' || lines[name]!.section !== 'top') return [title, '', ...texts]
  const next = lines.findIndex((line, at) => at > name && line.kind !== 'blank')
  const below = lines[next]
  const isHeadline =
    below?.kind === 'text' &&
    below.section === 'top' &&
    below.text.length <= LONGEST_HEADLINE &&
    !/[@\d]|https?:|[.!?]\s*$|,/.test(below.text)
  return isHeadline ? texts.with(next, title) : texts.toSpliced(name + 1, 0, title)
}
