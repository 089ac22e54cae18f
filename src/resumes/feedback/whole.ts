import { wordsOf } from '../reading/read-resume.ts'
import type { Check } from '../schema.ts'
import { check, type Subject } from './check.ts'

const EMAIL = /[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[a-z]{2,}/i
const PHONE = /(?<![\d/])\+?\(?\d[\d\s().-]{7,}\d(?!\d)/
const FEWEST = 300
const MOST = 1_000
/** Signs that a printed line of a résumé holds: a paragraph written on one line is several of them. */
const PRINTED = 95

/** What concerns the whole text: contact, length, summary, skills. */
export function wholeChecks({ text, document }: Subject): Check[] {
  const { lines } = document
  const contact = lines.filter(line => EMAIL.test(line.text) || (PHONE.test(line.text) && line.section === 'top'))
  const words = wordsOf(text).length
  const written = (section: string) =>
    lines.filter(line => line.section === section && line.kind !== 'heading' && line.kind !== 'blank')
  const summary = written('summary')
  const printed = summary.reduce((sum, { text }) => sum + Math.ceil(text.trim().length / PRINTED), 0)
  const skills = written('skills')
  return [
    check(
      'contact',
      contact.map(line => line.number),
      contact.length > 0,
      {
        well: 'Readers find how to reach you.',
        better: 'Write an e-mail address or a telephone number below your name.',
      },
    ),
    check('length', [], words >= FEWEST && words <= MOST, {
      well: `It has ${words} words, which is read in one go.`,
      better:
        words < FEWEST
          ? `It has ${words} words. Say more of what you did: ${FEWEST} to ${MOST} are usual.`
          : `It has ${words} words. Shorten it to ${MOST} at most, the oldest first.`,
    }),
    check(
      'summary',
      summary.map(line => line.number),
      printed >= 2 && printed <= 4,
      {
        well: 'The summary has a length that is read.',
        better:
          printed === 0
            ? 'Open with a section “Summary” of two to four lines: who you are, what you do best, what you look for.'
            : `The summary has ${printed} ${printed === 1 ? 'line' : 'lines'}. Two to four are read.`,
      },
    ),
    check(
      'skills',
      skills.map(line => line.number),
      skills.length > 0,
      {
        well: 'Your skills stand in a section of their own.',
        better: 'Add a section “Skills” that names what you can do, in the words that postings use.',
      },
    ),
  ]
}
