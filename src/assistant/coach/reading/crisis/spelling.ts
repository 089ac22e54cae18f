import { straight } from '../plain.ts'

/** What is written for a letter to get past a filter: digits and signs that look like it. */
const LOOKS_LIKE: Record<string, string> = { 0: 'o', 1: 'i', '!': 'i', 3: 'e', 4: 'a', '@': 'a', 5: 's', $: 's' }
/** The words that are hidden behind stars, and those that are misspelt by a letter. */
const HIDDEN = ['suicide', 'suicidal', 'kill', 'killing', 'myself', 'die', 'dead', 'death', 'dying', 'harm']
const MATTERS = new Set([...HIDDEN, 'live', 'life', 'alive', 'anymore', 'pills', 'suicide'])
const MISSPELT = ['suicide', 'suicidal', 'myself', 'overdose']
/** One letter away from such a word, and another word. */
const OTHER_WORDS = new Set(['himself', 'suicides', 'overdosed', 'overdoses', 'itself', 'overdone', 'suicidally'])

const SHORT_FORMS: [RegExp, string][] = [
  [/\b(?:sew(?:er)?|soo?er)[ -]?s[il]+(?:de|ide|cide)s?\b/g, 'suicide'],
  [/\b(?:suicidle|suisidal|suisidel|suicied|commited suicide)\b/g, 'suicidal'],
  [/\bsu+i?cc?i?d(?:e|d)?\b/g, 'suicide'],
  [/\b(?:my self|me self|meself|mysef)\b/g, 'myself'],
  [/\b(?:kil|klil|kll|kiil)(?=(?:ing)? myself\b)/g, 'kill'],
  [/\bcant\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bwont\b/g, 'will not'],
  [/\b(do|does|did|is|are|was|were|would|could|should|have|has|had)n[o']?t\b/g, '$1 not'],
  [/\b(?:dnt|dun|don t)\b/g, 'do not'],
  [/\baint\b/g, 'is not'],
  [/\bim\b/g, 'i am'],
  [/\bive\b/g, 'i have'],
  [/\bid\b/g, 'i would'],
  [/\bill (?=[a-z])/g, 'i will '],
  [/\b(theyd|youd|everyoned|worldd)\b/g, 'they would'],
  [/\b(what|there|that|it|life|here)s (?=no\b|not\b|the\b|point|a\b|over)/g, '$1 is '],
  [/\btheres\b/g, 'there is'],
  [/\b(?:wana|wanna|wanto|wan to|wnat to|want too|wanting to|want 2)\b/g, 'want to'],
  [/\b(?:gonna|gona|gunna|going 2)\b/g, 'going to'],
  [/\bany ?more?\b/g, 'anymore'],
  [/\b(?:i|i am) (?=so so )/g, 'i am '],
]

/** Letters for what stands in their place, letter-spaced words together, drawn-out letters once; signs stay. */
export function unmasked(text: string): string {
  return straight(text)
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]+/g, '')
    .replace(/\p{Extended_Pictographic}+/gu, ' ')
    .replace(/\b[a-z](?:[ .\-_*]{1,2}[a-z]\b){3,}/g, run => spaced(run.replace(/[^a-z]/g, '')))
    .replace(/[a-z0-9@$!]+/g, unleeted)
    .replace(/(?<![\w/.,-])1(?= (?:want|wish|am|feel|do|dont|don't|can|cant|can't|hate|will|just|tried|might) )/g, 'i')
    .replace(/(?<![a-z])[a-z]*\*+[a-z*]+/g, hidden => HIDDEN.find(word => fits(word, hidden)) ?? hidden)
    .replace(/([a-z])\1{2,}/g, '$1')
    .replace(/[a-z]{5,10}/g, word =>
      OTHER_WORDS.has(word) ? word : (MISSPELT.find(right => word !== right && isNear(word, right)) ?? word),
    )
}

/** The form that the rules compare: no apostrophes, `not` for every short form of it, commas for signs inside a sentence. */
export function canonical(sentence: string): string {
  const bare = sentence
    .replace(/'/g, '')
    .replace(/\s[-–—]+\s|[,;:()[\]"–—/]+/g, ' , ')
    .replace(/[^a-z0-9, ]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return SHORT_FORMS.reduce((said, [short, long]) => said.replace(short, long), bare)
}

/** A word with digits and signs for letters; at its end (`die!`, `sql3`) only where that makes a word that matters. */
function unleeted(word: string): string {
  if (!/[a-z]/.test(word)) return word
  const all = word.replace(/[0134!5@$]/g, sign => LOOKS_LIKE[sign] ?? sign)
  return MATTERS.has(all) ? all : word.replace(/[0134!5@$](?=[a-z])/g, sign => LOOKS_LIKE[sign] ?? sign)
}

/** Letters that were written one by one have lost their word breaks; what they would say in a crisis is put back. */
function spaced(letters: string): string {
  return letters
    .replace(/(kill|hurt|cut|hang|shoot|harm)(?:my?self)/, ' $1 myself ')
    .replace(/(want|wanna|going)(?:to)?(?=die|kill|end)/, ' $1 to ')
    .replace(/^i(?= )/, 'i ')
}

/** `su*cide`, `k**l`: a star stands for a letter or for several. */
function fits(word: string, hidden: string): boolean {
  const [start, ...rest] = hidden.split(/\*+/)
  const end = rest.at(-1) ?? ''
  const length = hidden.length - word.length
  return start !== '' && word.startsWith(start!) && word.endsWith(end) && length >= -3 && length <= 1
}

/** Whether two words differ by one letter: another one, one more, one less, or two in each other's place. */
function isNear(word: string, right: string): boolean {
  if (Math.abs(word.length - right.length) > 1 || word[0] !== right[0]) return false
  let at = 0
  while (at < word.length && word[at] === right[at]) at++
  const [a, b] = [word.slice(at), right.slice(at)]
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  )
}
