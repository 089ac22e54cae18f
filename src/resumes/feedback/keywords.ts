import { skillKey, skillsIn } from '../../catalogue/index.ts'
import type { Document } from '../reading/read-resume.ts'
import type { Check, Posting } from '../schema.ts'
import { skillsOf } from '../skills-of.ts'

const WANTED_SHARE = 0.6

/** The skills that a posting names, each once, in its own words. */
export function keywordsOf(posting: Posting): { key: string; name: string }[] {
  const named = [
    ...posting.skills,
    ...skillsIn(`${posting.title}\n${posting.description}`).map(({ skill }) => skill.name),
  ]
  const byKey = new Map<string, string>()
  for (const name of named) if (!byKey.has(skillKey(name))) byKey.set(skillKey(name), name)
  return [...byKey].map(([key, name]) => ({ key, name }))
}

/** Which of a posting's keywords the text has, and which it has not. */
export function keywordCheck(text: string, document: Document, posting: Posting): Check {
  const has = new Map(skillsOf(text, document).map(({ name, line }) => [skillKey(name), line]))
  const folded = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}+#.]+/gu, ' ')} `
  const wanted = keywordsOf(posting)
  const isThere = ({ key, name }: { key: string; name: string }) =>
    has.has(key) || folded.includes(` ${name.toLowerCase()} `)
  const present = wanted.filter(isThere)
  const missing = wanted.filter(one => !isThere(one))
  const passed = wanted.length === 0 || present.length / wanted.length >= WANTED_SHARE
  return {
    code: 'keywords',
    passed,
    lines: [...new Set(present.flatMap(({ key }) => has.get(key) ?? []))].sort((a, b) => a - b),
    advice:
      wanted.length === 0
        ? 'The posting names no skills to compare with.'
        : missing.length === 0
          ? 'It names everything that the posting asks for.'
          : `It names ${present.length} of the ${wanted.length} skills that the posting asks for. Add those of the others that are true of you.`,
    present: present.map(({ name }) => name),
    missing: missing.map(({ name }) => name),
  }
}
