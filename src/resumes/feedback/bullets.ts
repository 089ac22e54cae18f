import { type Bullet, wordsOf } from '../reading/read-resume.ts'
import type { Check } from '../schema.ts'
import { check, type Subject } from './check.ts'
import { isOpeningVerb } from './verbs.ts'

const WITH_FIGURES = 0.4
const LONGEST_WORDS = 35
const MOST_OF_ONE_VERB = 3

/** What concerns the bullets of roles and projects; a list of skills needs no verbs. */
export function bulletChecks({ document }: Subject): Check[] {
  const listed = new Set(
    document.lines.filter(({ section }) => section === 'experience' || section === 'other').map(({ number }) => number),
  )
  const roles = new Set(document.roles.flatMap(({ bullets }) => bullets))
  const bullets = roles.size > 0 ? [...roles] : document.bullets.filter(({ line }) => listed.has(line))
  const none = bullets.length === 0
  const bare = bullets.filter(({ text }) => !/\d/.test(text))
  const share = none ? 0 : 1 - bare.length / bullets.length
  const long = bullets.filter(({ text }) => wordsOf(text).length > LONGEST_WORDS)
  const verbless = bullets.filter(bullet => !isOpeningVerb(firstWord(bullet)))
  const repeated = repeatedIn(bullets)
  const write = 'Say what you did in bullets, one for each thing that came of it.'
  return [
    check('figures', lines(bare), share >= WITH_FIGURES, {
      well: `${Math.round(share * 100)} % of your bullets have a figure.`,
      better: none
        ? write
        : `${Math.round(share * 100)} % of your bullets have a figure. Aim for ${WITH_FIGURES * 100} %: how many, how much, how long; only what you can vouch for.`,
    }),
    check('bullet_length', lines(long), !none && long.length === 0, {
      well: `No bullet has more than ${LONGEST_WORDS} words.`,
      better: none ? write : `Shorten the marked bullets to ${LONGEST_WORDS} words, or make two of one.`,
    }),
    check('opening_verb', lines(verbless), !none && verbless.length === 0, {
      well: 'Each bullet opens with what you did.',
      better: none ? write : 'Open the marked bullets with a verb: what you did, such as “Planned” or “Reduced”.',
    }),
    check('repeated_verb', lines(repeated.flatMap(({ bullets }) => bullets)), repeated.length === 0, {
      well: 'No opening verb comes too often.',
      better: `“${repeated.map(({ verb }) => verb).join('”, “')}” opens more than ${MOST_OF_ONE_VERB} bullets. Find others for some of them.`,
    }),
  ]
}

const lines = (bullets: Bullet[]) => bullets.map(({ line }) => line)

function firstWord({ text }: Bullet): string {
  return wordsOf(text.replace(/^[*_"“]+/, ''))[0]?.replace(/(?<![.,:;/])[.,:;/]+$/, '') ?? ''
}

function repeatedIn(bullets: Bullet[]): { verb: string; bullets: Bullet[] }[] {
  const byVerb = Map.groupBy(bullets, bullet => firstWord(bullet).toLowerCase())
  return [...byVerb]
    .filter(([verb, of]) => of.length > MOST_OF_ONE_VERB && isOpeningVerb(verb))
    .map(([verb, of]) => ({ verb: verb.charAt(0).toUpperCase() + verb.slice(1), bullets: of }))
}
