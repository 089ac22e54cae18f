/** What can be forgotten by name, and the keys of the facts that it stands for. */
const FORGETTABLE: [RegExp, label: string, keys: string[]][] = [
  [/phone|mobile|whats ?app|contact number|\bnumber\b/i, 'phone number', ['phone']],
  [/e-?mail/i, 'e-mail address', ['email']],
  [/\bname\b/i, 'name', ['name']],
  [/contact/i, 'contact details', ['phone', 'email', 'name']],
  [/budget|price/i, 'budget', ['budget_min', 'budget_max', 'budget_about']],
  [/bhk|bedroom|configuration/i, 'configuration', ['configuration']],
  [/place|location|localit|area/i, 'places', ['place', 'excluded_place', 'zone', 'city']],
  [/amenit/i, 'amenities', ['amenity_wanted', 'amenity_avoided']],
  [/possession|timeline|when i/i, 'timing', ['possession', 'timeline']],
]

export type MemoryWish =
  | { kind: 'recall' }
  | { kind: 'forget'; label: string; keys: string[] }
  | { kind: 'forget_everything' }
  | null

const FORGET = /\b(forget|erase|delete|remove|wipe|clear)\b/i
const EVERYTHING =
  /\b(everything|all (?:you|that|my|about|of it|data|details)|all\b.{0,20}\b(?:data|information|details|facts)|my data|about me|whole memory|memory)\b/i
const RECALL =
  /\b(what|which|tell me what|show me what|do)\b.{0,30}\b(?:you|u)\b.{0,12}\b(remember|know|noted|saved?|stored?|have)\b.{0,24}\b(me|my|mine)\b|\bwhat('s| is) in (?:your|my) memory\b|\bshow (?:me )?my (?:memory|data|details)\b|\bdo (?:you|u) remember me\b|\bwhat(?:'s| is| was) my (?:budget|wish|name|number|phone|preference)/i

/** What a message asks of the memory itself. Said by the person, so it is looked for in their words alone. */
export function memoryWishOf(text: string): MemoryWish {
  if (
    FORGET.test(text) &&
    !/\b(don'?t|do not|never|not) (?:ever )?forget\b|forget it\b|forget about (?:it|that|this)\b/i.test(text)
  ) {
    const named = FORGETTABLE.find(([pattern]) => pattern.test(text))
    if (/\bforget\b/i.test(text) || /\b(my|about me|you (?:know|remember|have))\b/i.test(text)) {
      if (named && !/\beverything\b/i.test(text)) return { kind: 'forget', label: named[1], keys: named[2] }
      if (EVERYTHING.test(text) || /\bforget me\b/i.test(text)) return { kind: 'forget_everything' }
    }
  }
  return RECALL.test(text) ? { kind: 'recall' } : null
}
