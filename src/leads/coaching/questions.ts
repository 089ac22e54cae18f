const TERMS = {
  schools: /\b(?:schools?|schooling|kindergartens?|pre-?schools?|play-?schools?|day-?care|creche)\b/i,
  investment:
    /\b(?:invest(?:ment|ing|or)?s?|roi|returns?|rental (?:yield|income)|rent (?:it )?out|yield|appreciat\w*|resale|resell|capital gains?|price growth)\b/i,
}
/** What asks, wherever in the clause it stands. */
const ASKS =
  /^(?:and |but |also |so |please )*(?:how|what|which|where|who|is|are|was|do|does|did|any|can|could|will|would|should|shall|tell|show|list|name|give|find|kya|kaun\w*|kitn\w*|kahan|kaha)\b|\b(?:kya|kitn[aei]|kahan|kaun\w*|batao|bataiye|dikhao)\b|\b(?:want|need|like) to know\b|^(?:good |best |nearby |nearest )?(?:schools?|kindergartens?)\b.*\b(?:near|nearby|around|close)\b/i
const DENIED = /\b(?:not|no|never|without|don'?t|doesn'?t|isn'?t|nothing|nahi|nahin)\b(?:\s+\S+){0,4}?\s*$/i

/**
 * Whether a message asks about schools or about a home as an investment: a clause with such a word that asks, and does not
 * deny it. That somebody went to school, or says who they are, asks nothing.
 */
export function asksAbout(text: string, topic: keyof typeof TERMS): boolean {
  const clauses = text.slice(0, 4_000).match(/[^.!?;\n]+[.!?;\n]*/g) ?? []
  return clauses.some(clause => {
    const found = TERMS[topic].exec(clause)
    if (!found || DENIED.test(clause.slice(0, found.index))) return false
    return clause.includes('?') || ASKS.test(clause.trim().replace(/^(?:ok|okay|hi|hello|hey|thanks)[, ]+/i, ''))
  })
}
