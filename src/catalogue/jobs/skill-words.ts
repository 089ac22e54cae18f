import { type Skill, skills } from './skills.ts'

/** As skills are compared: lower case, no accents, one space; `+`, `#` and inner `.` and `/` stay, as C++, C#, Node.js need them. */
export function foldSkill(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+#&./]+/gu, ' ')
    .split(' ')
    .map(withoutEnd)
    .filter(Boolean)
    .join(' ')
}

/** By hand: an expression that looks for the end of a run begins anew at each sign of a long one. */
function withoutEnd(word: string): string {
  let end = word.length
  while (end > 0 && './&'.includes(word[end - 1]!)) end--
  return word.slice(0, end)
}

const byName = new Map<string, Skill>()
/** Synonyms first, so that a name of its own wins over being another's synonym. */
for (const skill of skills) for (const synonym of skill.synonyms) byName.set(foldSkill(synonym), skill)
for (const skill of skills) byName.set(foldSkill(skill.name), skill)

/** The skill that goes by this name or synonym, whatever its case. */
export function findSkill(text: string): Skill | undefined {
  return byName.get(foldSkill(text))
}

/** What two names of one skill have in common: the folded name that all its synonyms share. Unknown skills are their own. */
export function skillKey(text: string): string {
  const folded = foldSkill(text)
  return foldSkill(byName.get(folded)?.name ?? folded)
}

/** A skill that a text names: where, and in which words. */
export type SkillMention = { skill: Skill; start: number; quote: string }

const LONGEST = 5
/** Characters that no name of a skill has. */
const TOO_LONG = 100

/**
 * The skills that running text names, each once, in the order of their first mention; the longest name counts ("data
 * analysis", not "data"). Everyday words such as “go” or “word” are left to lists of skills.
 */
export function skillsIn(text: string): SkillMention[] {
  const words = [...text.matchAll(/[\p{L}\p{N}.][\p{L}\p{N}+#&./'’-]*/gu)]
  const found = new Map<string, SkillMention>()
  for (let at = 0; at < words.length; at++) {
    for (let count = Math.min(LONGEST, words.length - at); count > 0; count--) {
      const first = words[at]!
      const last = words[at + count - 1]!
      if (last.index + last[0].length - first.index > TOO_LONG) continue
      const quote = text.slice(first.index, last.index + last[0].length).replace(/(?<![./&'’-])[./&'’-]+$/, '')
      if (/[\n;,:!?()]|\.\s/.test(quote)) continue
      const skill = byName.get(foldSkill(quote))
      if (!skill || (skill.listed && foldSkill(quote) === foldSkill(skill.name)) || isEveryday(quote)) continue
      if (!found.has(skill.name)) found.set(skill.name, { skill, start: first.index, quote })
      at += count - 1
      break
    }
  }
  return [...found.values()]
}

/** Short synonyms such as `ap` or `pr` are names only where they stand in capitals. */
function isEveryday(quote: string): boolean {
  return quote.length <= 3 && /^[a-z]+$/i.test(quote) && quote !== quote.toUpperCase()
}
