import type { PhoneNumber } from 'libphonenumber-js/max'
import { phoneNumbers } from '../../kernel/phone-numbers.ts'
import { commonWords } from './data/common-words.ts'
import type { Contact, Offer } from './schema.ts'
import { termWords } from './terms.ts'
import type { Token } from './text.ts'

const emailPattern =
  /[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,5}\p{L}{2,24}(?![\p{L}\p{N}])/u
/** A full stop before a space ends a sentence: "98450 12345. 3 BHK" gives a number and a wish. */
const phoneLike = /\+?\d(?:[\d\s()-]|\.(?!\s)){6,18}\d/g

/**
 * Takes e-mail address and phone number (default country IN) out of a message and returns what is left, so that no rule
 * takes their digits for a price. A number after a currency sign, or grouped by commas, stays.
 */
export function takeAddresses(text: string): { contact: Contact; rest: string } {
  const contact: Contact = {}
  let rest = text
  const email = text.includes('@') ? emailPattern.exec(rest)?.[0] : undefined
  if (email) {
    contact.email = email.toLowerCase()
    rest = rest.replace(email, ' , ')
  }
  for (const match of rest.matchAll(phoneLike)) {
    const digits = match[0].replace(/\D/g, '')
    if (
      digits.length < 8 ||
      // plain digits are a phone number from ten on; "18000000" is a price
      (/^\d+$/.test(match[0]) && (digits.length < 10 || /0{6}$/.test(digits))) ||
      digits.length > 15 ||
      /(?:₹|\$|€|£|\brs\.?|\binr)\s*$/i.test(rest.slice(Math.max(0, match.index - 6), match.index))
    )
      continue
    if (/^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}([-.\s])\d{1,2}\2\d{4})(?!\d)/.test(match[0])) continue
    if (/^,?\d/.test(rest.slice(match.index + match[0].length, match.index + match[0].length + 2))) continue
    const phone = phoneIn(match[0])
    if (!phone) continue
    contact.phone = phone
    rest = `${rest.slice(0, match.index)} , ${rest.slice(match.index + match[0].length)}`
    break
  }
  return { contact, rest }
}

function phoneIn(text: string): string | undefined {
  const { findPhoneNumbersInText } = phoneNumbers()
  const digits = text.replace(/\D/g, '')
  // What begins in the middle of other digits is a piece of a number that is none.
  const begins = ({ nationalNumber, countryCallingCode }: PhoneNumber) =>
    ['', '0', countryCallingCode, `0${countryCallingCode}`, `00${countryCallingCode}`, `${countryCallingCode}0`].some(
      prefix => digits.startsWith(`${prefix}${nationalNumber}`),
    )
  for (const { number } of findPhoneNumbersInText(text, 'IN'))
    if (number.isValid() && begins(number)) return number.number
  // "98450-12345" and "+91 98450 12345 2": the finder wants a clean number
  const bare = text.replace(/[^\d+]/g, '')
  const [found] = findPhoneNumbersInText(bare, 'IN')
  return found?.number.isValid() && begins(found.number) ? found.number.number : undefined
}

const introduced = [
  ['my', 'name', 'is'],
  ['my', 'name', 's'],
  ['my', 'name'],
  ['the', 'name', 'is'],
  ['name', 'is'],
  ['name', ':'],
  ['mera', 'naam'],
  ['naam'],
  ['name'],
  ['myself'],
  ['i', 'am'],
  ['this', 'is'],
  ['main', 'hoon'],
]
const loose = new Set(['i', 'this'])

/** The name somebody gives for themselves, as they wrote it. */
export function readName(tokens: Token[], contact: Contact, offer: Offer | undefined): string | undefined {
  const given = contact.phone !== undefined || contact.email !== undefined
  for (let at = 0; at < tokens.length; at++) {
    for (const words of introduced) {
      if (!words.every((word, offset) => tokens[at + offset]?.text === word && !tokens[at + offset]!.tag)) continue
      const careful = loose.has(words[0]!) || (words.length === 1 && words[0] === 'name')
      const name = nameFrom(tokens, at + words.length, careful && !given && !waiting(offer))
      if (name && !(careful && opinion(tokens, at + words.length))) return name
    }
    if (tokens[at]!.text === 'here') {
      // "Karan Shetty here", at the beginning or after a greeting
      let from = at
      while (from > 0 && at - from < 3 && tokens[from - 1]!.kind === 'word' && !GREETING.test(tokens[from - 1]!.text))
        from--
      const before = tokens[from - 1]
      const begins = before === undefined || before.kind === 'mark' || GREETING.test(before.text)
      const name = begins && from < at ? nameFrom(tokens, from, true) : undefined
      if (name && name.split(' ').length === at - from) return name
    }
  }
  if (!given && !(offer === 'contact')) return undefined
  // "Ravi Kumar, 98450 12345" answers an open offer
  const first = tokens.findIndex(token => token.kind === 'word')
  if (first < 0 || (!waiting(offer) && !given)) return undefined
  const name = nameFrom(tokens, first, true)
  const after = name ? tokens[first + name.split(' ').length] : undefined
  if (name && (after === undefined || after.kind === 'mark')) return name
  return given ? nameBeforeAddress(tokens) : undefined
}

const GREETING = /^(hi|hello|hey|namaste|greetings)$/

/** "call me back please, Rahul Menon, 98800 11223": what stands alone between marks, right before the address. */
function nameBeforeAddress(tokens: Token[]): string | undefined {
  for (let at = 1; at < tokens.length; at++) {
    if (tokens[at - 1]!.kind !== 'mark' || tokens[at]!.kind === 'mark') continue
    const name = nameFrom(tokens, at, true)
    const end = name ? at + name.split(' ').length : at
    if (name?.includes(' ') && tokens[end]?.kind === 'mark' && (tokens[end + 1]?.kind ?? 'mark') === 'mark') return name
  }
  return undefined
}

const waiting = (offer: Offer | undefined): boolean =>
  offer === 'visit' || offer === 'callback' || offer === 'contact' || offer === 'human'

/** "I am Delhi based", "this is Sparta good": only what ends there is a name. */
const opinion = (tokens: Token[], at: number): boolean =>
  /^(a|an|the|not|from|in|at|looking|so|very|too)$/.test(tokens[at]?.text ?? '')

function nameFrom(tokens: Token[], from: number, capitalOnly: boolean): string | undefined {
  const parts: string[] = []
  for (let at = from; at < tokens.length && parts.length < 3; at++) {
    const token = tokens[at]!
    if (token.kind !== 'word' || token.tag !== '' || !/^[\p{L}\p{M}'’]+$/u.test(token.raw)) break
    const capital = /^\p{Lu}/u.test(token.raw)
    const person = personNames.has(token.text)
    if (/^(phone|mobile|mob|ph|number|email|mail|contact|tel|no|here|and|from)$/.test(token.text)) break
    if (!person && (termWords.has(token.text) || (commonWords.has(token.text) && !(capital && parts.length > 0)))) break
    if (parts.length > 0 && !capital && !(person && !/^\p{Lu}/u.test(tokens[from]!.raw))) break
    if (capitalOnly && !capital && !person) break
    parts.push(capital ? token.raw : token.raw.charAt(0).toUpperCase() + token.raw.slice(1))
  }
  return parts.length > 0 ? parts.join(' ') : undefined
}

/** First names that also stand in the list of everyday words, where they keep names from being mended into terms. */
const personNames = new Set(
  `ahmed akash amit anil anita anjali arjun arthur arun asha ashok deepa deepak divya gaurav geetha harish imran kavita kavya kiran krishna kumar
lakshmi mahesh manish manoj meena meera mohan mohammed nair naveen neha nikhil nisha pooja pradeep prakash pramod prasad praveen prem priya rahul raj
raja rajesh raju rakesh ram ramesh ravi reddy rekha rohan rohit sachin sandeep sanjay santosh sarah shankar sharma shreya singh sneha sonia sridhar
srinivas sudha sunil suresh swathi tanya uma usha varun venkat vijay vikas vikram vinay vinod vivek yash john karan mary david james robert michael`.split(
    /\s+/,
  ),
)
