import { straight } from './plain.ts'

const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const NUMBER = `(\\d{1,3}|${WORDS.join('|')})`
/** What makes a number another thing than a rating. */
const NO_UNIT = `(?![\\d.,]*\\d)(?!\\s*(?:/|out of|-|–|to \\d|or \\d|years?|months?|weeks?|days?|hours?|minutes?|%|percent|k\\b|people|times|of (?!10|ten)))`
const OUT_OF_TEN = new RegExp(`(?<![\\d.,/-])${NUMBER}\\s*(?:/|out of|of)\\s*(?:10|ten)\\b(?![\\d/])`, 'g')
const LEADING = new RegExp(
  `^\\W*(?:(?:it's|it is|its|about|around|maybe|probably|perhaps|honestly|currently|today|right now|i'd say|i would say|i'd give (?:it|myself)|i give (?:it|myself)|i think|i guess|i'm|i am|i feel|i rate (?:it|myself)|say|like|at|a|an|only|just|solid|well|hmm|my|confidence|rating|score|is)[\\s,:]+)*${NUMBER}\\b${NO_UNIT}`,
)
const NAMED = new RegExp(
  `\\b(?:confidence|confident|rating|rate|score|number|myself)\\b[^.!?\\d]{0,30}?\\b(?:is|at|as|of|a|an|about|around|:)\\s*(?:a |an |about |around )?${NUMBER}\\b${NO_UNIT}`,
)

/**
 * The whole number from 1 to 10 that a message gives as its rating (`4/10`, `a seven, because …`); undefined where there is
 * none, more than one, or one that is no such number.
 */
export function ratingOf(text: string): number | undefined {
  const said = straight(text).trim()
  const outOf = [...said.matchAll(OUT_OF_TEN)].map(match => numberOf(match[1]!))
  if (outOf.length > 0) return new Set(outOf).size === 1 ? bounded(outOf[0]!) : undefined
  const found = said.match(LEADING) ?? said.match(NAMED)
  return found ? bounded(numberOf(found[1]!)) : undefined
}

const numberOf = (text: string) => (WORDS.includes(text) ? WORDS.indexOf(text) + 1 : Number(text))
const bounded = (value: number) => (value >= 1 && value <= 10 ? value : undefined)
