import type { Token } from './text.ts'

const negators =
  /^(not|no|never|without|except|excluding|exclude|excludes|avoid|avoiding|neither|nor|nothing|skip|minus|remove|drop|nahi|na|mat|besides|barring|bina|non|forget|reject)$/
/** Words that pass a negation on to what follows. */
const carriers = new Set(
  `in at near around the a an any to want wanted wanting looking look for need needs needed show me us like interested into prefer preferring consider
considering buy buying live living stay staying go going give of having have has see with on projects project properties property homes home
options option flats houses house really much too very that those these this it area areas side location from anything something please
even both either mein me be being is required keen about care particularly specifically places place listings near nearby within include including more one ones you think know`.split(
    /\s+/,
  ),
)
/** "not sure about", "not far from", "not only" leave what follows as it is. */
const harmless =
  /^(sure|far|only|just|problem|issue|issues|matter|bad|worry|idea|doubt|hurry|rush|more|less|above|below|over|under|exceeding|beyond|preference|wonder|been|know|understand|objection|yet|later|clear)$/

const excepting = /^(except|excluding|exclude|besides|barring)$/

const ofHomes = /^(ready|under_construction|upcoming|amenity)$/

/**
 * For each token, whether a negation before it in the same clause reaches it. A negation passes over filler words and
 * over what it already denied ("no lift or pool"); any other word ends it.
 */
function negatedFrom(tokens: Token[], at: number): boolean {
  let back = at - 1
  let commas = 0
  // "nothing under construction in Hebbal": the status is refused, the place is where
  if (/^(in|at|near|around|from)$/.test(tokens[back]?.text ?? '') && ofHomes.test(tokens[back - 1]?.tag ?? ''))
    return false
  while (back >= 0) {
    const token = tokens[back]!
    const { text } = token
    if (
      text === 'but' &&
      /^(all|anything|anywhere|everything|everywhere|nothing|any)$/.test(tokens[back - 1]?.text ?? '')
    )
      return true
    if (
      (text === 'than' && /^(other|rather)$/.test(tokens[back - 1]?.text ?? '')) ||
      (text === 'of' && tokens[back - 1]?.text === 'instead') ||
      (text === 'from' && /^(apart|aside)$/.test(tokens[back - 1]?.text ?? ''))
    )
      return true
    if (negators.test(text)) return live(tokens, back, at, commas)
    if (text === ',' || text === '/') {
      if (!listed(tokens, back)) return false
      commas++
    } else if (text === 'or' || text === 'and' || text === 'nor' || text === 'aur' || text === 'ya') {
      if (!listed(tokens, back)) return false
    } else if (token.kind === 'mark' && text !== '-') return false
    else if (text === 'but' || text === 'with') {
      if (text === 'but' || /^(and|but|,)$/.test(tokens[back - 1]?.text ?? '')) return false
    } else if (!carriers.has(text) && !listedTag(token) && token.known && token.tag === '') return false
    back--
  }
  return false
}

const listedTag = (token: Token): boolean =>
  /^(place|amenity|ready|under_construction|upcoming|kind|city|listing|developer|unknown_place|bedrooms)$/.test(
    token.tag,
  )

/** "whitefield or hebbal": the word before a joiner names something too. */
const listed = (tokens: Token[], at: number): boolean => {
  const before = tokens[at - 1]
  return (
    before !== undefined &&
    (listedTag(before) || (tokens[at - 1]!.kind === 'mark' && at > 1 && listedTag(tokens[at - 2]!)))
  )
}

function live(tokens: Token[], negator: number, at: number, commas: number): boolean {
  const { text } = tokens[negator]!
  const next = tokens[negator + 1]
  if (next && next.tag === '' && harmless.test(next.text) && negator + 1 < at) return false
  if (next?.text === 'too' && /^(far)$/.test(tokens[negator + 2]?.text ?? '')) return false
  if (text === 'not' && tokens[negator - 1]?.text === 'why') return false
  if (text === 'not' && tokens[negator - 1]?.text === 'if') return false
  if (text === 'na' && negator > 0) return false
  // "not Whitefield, Hebbal" corrects; "except Whitefield, Hebbal and Begur" lists
  if (commas > 0 && !excepting.test(text) && tokens[negator - 1]?.text !== 'other' && !joinedLater(tokens, at))
    return false
  return true
}

const joinedLater = (tokens: Token[], at: number): boolean => {
  for (let on = at; on < Math.min(tokens.length, at + 5); on++) if (/^(or|and|nor)$/.test(tokens[on]!.text)) return true
  return /^(or|and|nor)$/.test(tokens[at - 1]?.text ?? '')
}

/** "pool nahi chahiye", "whitefield mein nahi", "lift is not needed", "whitefield ke alawa". */
function negatedAfter(tokens: Token[], to: number): boolean {
  let at = to
  while (
    /^(mein|me|wala|wali|wale|bhi|to|toh|projects|flats|area|side|is|are|ka|ki|ke|we|i|do|does|would|should)$/.test(
      tokens[at]?.text ?? '',
    ) &&
    !tokens[at]!.tag &&
    at < to + 3
  )
    at++
  const text = tokens[at]?.text ?? ''
  const next = tokens[at + 1]?.text ?? ''
  if (/^(alawa|siwa|sivay|chhod|chod|chhodkar|bina|excluded)$/.test(text)) return true
  if (text === 'nahi' || text === 'mat') return !/^(pata|malum)$/.test(next)
  if (text === 'not')
    return (
      (next === 'an' && tokens[at + 2]?.text === 'option') ||
      /^(needed|required|necessary|wanted|preferred|acceptable|ok|okay|interested|want|need|like|include)$/.test(next)
    )
  if (text === 'na' || text === 'no')
    return at + 1 >= tokens.length || /^(chahiye|thanks|ho|please)$/.test(next) || tokens[at + 1]!.kind === 'mark'
  return false
}

export const isNegated = (tokens: Token[], span: { from: number; to: number }): boolean =>
  negatedFrom(tokens, span.from) || negatedAfter(tokens, span.to)
