import { advice } from './data/advice.ts'
import * as deeds from './data/deeds.ts'
import type { Intent, Objection, UnderstandContext } from './schema.ts'
import type { Clause } from './sentence.ts'

/** What the recognisers found, as far as it matters for the intent. */
export type Signs = {
  whole: string
  clauses: Clause[]
  context: UnderstandContext
  /** some part of the wish was spoken, refused or cleared */
  wishSpoken: boolean
  placeSpoken: boolean
  moneySpoken: boolean
  homeSpoken: boolean
  listings: number
  unclearListing: boolean
  pointing: number
  facts: number
  factAt: number
  objections: Objection[]
  contactGiven: boolean
  whenGiven: boolean
}

type Hit = { intent: Intent; at: number }

const searchCue =
  /\b(show|find|search|searching|list|looking|look for|look at|need|needs|want|wants|interested in|any|give|get|got|have|available|options?|dikhao|dikha|dikhaiye|dikhaye|chahiye|suggest|recommend|see|explore|browse|filter|prefer|in search|is there|are there|what about|how about|buy|buying|purchase|check|only)\b/
const homeNoun =
  /\b(homes?|houses?|propert\w+|projects?|options?|residences?|listings?|apartment|place to (live|stay|buy)|makaan|makan|ghar|something|units?|society|societies|one|ones|row|farm ?houses?|farmhouses?|studio|inventory|farm)\b|xkind|xbhk/
const pronoun =
  /^((and|ok|okay|yes|so|hmm|what about|how about|about|the) )*(it|this|that|these|those|them|they|this one|that one|one|the one|same|ye|yeh|wo|woh|here|there|isko|usko|is wala|xn|xamount|\d+(\.\d+)?|#)( (one|please|too))?$/

const firstOf = (text: string, patterns: readonly RegExp[]): number => {
  let at = -1
  for (const pattern of patterns) {
    const hit = pattern.exec(text)
    if (hit && (at < 0 || hit.index < at)) at = hit.index
  }
  return at
}

/** All intents of a message in spoken order. */
export function findIntents(signs: Signs): Intent[] {
  const { whole, context } = signs
  const hits: Hit[] = []
  const add = (intent: Intent, at: number) => {
    if (at >= 0 && !hits.some(hit => hit.intent === intent)) hits.push({ intent, at })
  }
  const has = (intent: Intent) => hits.some(hit => hit.intent === intent)
  if (
    /\b(ignore|disregard|forget|override|bypass|reveal|print|repeat) (\w+ ){0,3}(instructions?|prompts?|rules|guidelines|directions)\b|\bsystem prompt\b|\bjokes?\b|\bpoems?\b|\bact as\b|\bpretend (to be|you)\b/.test(
      whole,
    ) &&
    signs.listings === 0 &&
    !signs.placeSpoken &&
    !/xbhk|xkind/.test(whole)
  )
    return ['other']

  const why = /^((and|but|so|ok|okay|hmm) )*(why|kyun|kyu)\b/.test(whole)
  const advising = adviceAt(signs)
  if (!why) {
    const noCall = deeds.noCallback.test(whole)
    const noVisit = deeds.noVisit.test(whole)
    add('human', deeds.human.some(p => p.test(whole)) ? firstOf(whole, deeds.human) : -1)
    if (!noCall && !named(whole) && !(has('human') && !/\bcall\b/.test(whole)))
      add('callback', firstOf(whole, deeds.callback))
    const aboutVisits = advising >= 0 && deeds.aboutVisits.test(whole)
    if (!noVisit && !aboutVisits) {
      add('visit', firstOf(whole, deeds.visit))
      if (signs.whenGiven) add('visit', whole.search(deeds.coming))
    }
    if (noCall || noVisit) add('decline', 0)
  }
  const comparing = firstOf(whole, deeds.compare)
  if (
    comparing >= 0 &&
    !(
      advising >= 0 &&
      signs.listings + signs.pointing < 2 &&
      !/xplace.*xplace/.test(whole) &&
      !/\b(them|these|those|both|the two)\b/.test(whole)
    )
  )
    add('compare', comparing)
  if (
    advising >= 0 &&
    !has('compare') &&
    !(has('visit') && !/^(how|why|is|are|what)/.test(whole)) &&
    !has('callback') &&
    !has('human')
  )
    add('advice', advising)
  addListing(signs, hits, add, has)
  if (!has('advice') && !has('facts') && !has('compare')) {
    const extent = firstOf(whole, deeds.nearby)
    if (
      extent >= 0 &&
      !(signs.placeSpoken && !/nearby|near by|around|surrounding|adjoining|neighbou?ring|another|other/.test(whole))
    ) {
      if (
        !(
          signs.placeSpoken &&
          signs.homeSpoken &&
          !/\b(nearby|surrounding|neighbou?ring|adjoining) (areas?|places?|localit\w+|locations?)\b/.test(whole)
        )
      )
        add('nearby', extent)
    }
    const next = Math.max(firstOf(whole, deeds.more), ...signs.clauses.map(({ text }) => firstOf(text, deeds.more)))
    const fresh =
      signs.wishSpoken && !/^(any |show |see |some )*(me )?(any |some )?(more|other) (xkind|options)/.test(whole)
    if (next >= 0 && !fresh && !has('nearby')) add('more', next)
    if (deeds.tellMore.test(whole) && !has('more') && signs.listings === 0) {
      const shown = context.shown?.length ?? 0
      if (context.listing || (shown > 0 && !/^\w+( \w+)? more$/.test(whole))) add('facts', 0)
      else add(shown === 0 && /\b(it|this|that|these|them|one)$/.test(whole) ? 'clarify' : 'more', 0)
    }
  }
  if (signs.objections.length > 0) add('objection', complaintAt(signs))
  addSearch(signs, add, has)
  addCourtesies(signs, hits, add)
  const offered = givenForOffer(signs, hits)
  if (offered) add(offered, Number.MAX_SAFE_INTEGER)
  if (hits.every(hit => courtesy.has(hit.intent)) && pronoun.test(whole) && !offered && !signs.whenGiven)
    add(refers(signs) ? 'select' : 'clarify', 0)
  if (hits.length === 0) return ['other']
  return hits.sort((a, b) => a.at - b.at).map(hit => hit.intent)
}

const courtesy = new Set<Intent>(['greeting', 'thanks', 'agree', 'decline'])

/** The deed to act on: a person, a visit, a call; then what was asked, a complaint, courtesies. */
export function deedOf(intents: readonly Intent[]): Intent {
  for (const first of ['human', 'visit', 'callback'] as const) if (intents.includes(first)) return first
  const rest = intents.filter(intent => !courtesy.has(intent) && intent !== 'objection')
  if (rest.length > 0) return rest[0]!
  if (intents.includes('objection')) return 'objection'
  return intents.find(intent => intent !== 'greeting') ?? intents[0] ?? 'other'
}

/** "call me Ravi" tells a name. */
const named = (whole: string): boolean =>
  /\bcall me (mr|mrs|ms|dr)\b/.test(whole) ||
  (/\b(you can|just|please|people|they|friends|everyone) call me [a-z]+$/.test(whole) &&
    !/\b(call me (now|back|today|tomorrow|asap|later|soon|on|at|anytime|please|tonight))\b/.test(whole))

function adviceAt({ clauses, listings, homeSpoken, facts }: Signs): number {
  let offset = 0
  for (const clause of clauses) {
    const at = firstOf(clause.text, advice)
    const request =
      /^((ok|okay|yes|please|can you|could you|hi|hello|i am|i|we are|we) )*(show|find|search|looking|need|want|give|list)\b/.test(
        clause.text,
      ) &&
      homeSpoken &&
      !clause.question
    if (at >= 0 && !request) {
      // "is Avalon RERA registered" and "price of the loan project" ask the row, "what is RERA" asks for an explanation
      const term =
        /\b(emi|loan|loans|invest|investment|roi|yield|returns?|appreciation|resale|why|should|worth|tax|gst|stamp|brokerage|benefits?|risks?|advantages?|how (to|do|can)|process|afford|market|safe|growth|good|interest)\b/.test(
          clause.text,
        )
      if (!(listings > 0 && facts > 0 && !term)) return offset + at
    }
    offset += clause.text.length + 1
  }
  return -1
}

function addListing(
  signs: Signs,
  hits: Hit[],
  add: (intent: Intent, at: number) => void,
  has: (intent: Intent) => boolean,
): void {
  const { whole, context } = signs
  const targets = signs.listings + signs.pointing
  const deed = has('visit') || has('callback') || has('human')
  if (signs.facts > 0 && !has('compare') && !has('advice')) {
    const focused = targets > 0 || signs.unclearListing
    const measured = /\b(how far|distance|how long|kitn[ai] do?o?r|commute|how close)\b/.test(whole)
    const homesThere = /\b(homes?|houses?|projects?|propert\w+|something|anything) (\w+ ){0,2}(near|close to|around)\b/
    const elsewhere =
      !measured &&
      (signs.placeSpoken ||
        homesThere.test(whole) ||
        signs.moneySpoken ||
        (signs.homeSpoken && !(context.listing || (context.shown?.length ?? 0) > 0)) ||
        (/xkind/.test(whole) && searchCue.test(whole)))
    const content =
      targets === 0 &&
      /\b(happy|ok|okay|fine|good|satisfied|comfortable|love|like|agree|impressed) (with|about)\b/.test(whole)
    const ownContact = signs.contactGiven && signs.facts === 1 && /\bcontacts?\b/.test(whole)
    const onlyComplaint = signs.objections.length > 0 && !signs.clauses.some(clause => clause.question) && !focused
    if (
      (focused || !elsewhere) &&
      !content &&
      !ownContact &&
      !onlyComplaint &&
      !(deed && !focused && !askedApart(signs))
    ) {
      add('facts', signs.factAt)
      return
    }
  }
  if (targets === 0 && !signs.unclearListing) return
  if (
    hits.some(
      hit =>
        hit.intent === 'compare' ||
        hit.intent === 'advice' ||
        hit.intent === 'visit' ||
        hit.intent === 'callback' ||
        hit.intent === 'human',
    )
  ) {
    return
  }
  const wanted =
    /\b(interested|like|liked|love|prefer|choose|chose|select|go (with|for|ahead with)|take|pick|want|shortlist|finali[sz]e|book|pasand|lunga|final)\b/.test(
      whole,
    ) && !/\b(not|never|nahi|no)\b.{0,12}\b(interested|like|love|want|pasand|prefer)/.test(whole)
  const showing = /\b(show|tell|about|details?|info|information|see|open|batao|dikhao)\b/.test(whole)
  if (signs.objections.length > 0) return
  if (signs.pointing > 0)
    return void add(
      showing && /\b(tell|about|details?|info|information|more|batao)\b/.test(whole) ? 'facts' : 'select',
      Math.max(0, whole.search(/first|second|third|option|last|\d/)),
    )
  if (wanted && !showing && signs.listings > 0 && !signs.homeSpoken)
    return void add('select', Math.max(0, whole.indexOf('xlisting')))
  if (
    /\b(projects?|homes?|flats?|options?|propert\w+|xkind|xbhk|something|anything) (near|nearby|around|close to|like|similar to) xlisting|^(near|nearby|around|close to) xlisting$/.test(
      whole,
    )
  )
    return void add('nearby', whole.indexOf('xlisting'))
  if (
    signs.facts === 0 &&
    /\b(not|no|never|nahi|reject|remove|skip|hide|drop)\b.{0,25}xlisting|xlisting (nahi|not)\b/.test(whole) &&
    !/\b(why not|not sure|not only|not just|not know)\b/.test(whole)
  ) {
    add('decline', 0)
    return
  }
  if (signs.homeSpoken && /\b(show|find|looking|search|want|need|dikhao|chahiye)\b/.test(whole))
    return void add('search', 0)
  add('facts', Math.max(0, whole.indexOf('xlisting')))
}

/** Fact words asked beside a deed: "what is the price, and book a visit". */
const askedApart = ({ clauses, whole }: Signs): boolean =>
  clauses.some(
    clause =>
      clause.question && /\b(price|cost|amenities|possession|rera|carpet|brochure|location|where)\b/.test(clause.text),
  ) ||
  /\b(price|prices|cost|amenities|possession date|rera|brochure|floor ?plans?)\b.{0,25}\band\b|\band\b.{0,25}\b(price|prices|cost|amenities|possession date|rera|brochure|floor ?plans?)\b|\b(send|share|tell|give)( me)? (the )?(price|brochure|floor ?plans?|amenities)/.test(
    whole,
  )

function complaintAt({ clauses }: Signs): number {
  let offset = 0
  for (const clause of clauses) {
    if (/\b(far|expensive|costly|wait|risky|trust|afford|budget|late|high|broke)\b/.test(clause.text)) return offset
    offset += clause.text.length + 1
  }
  return 0
}

function addSearch(signs: Signs, add: (intent: Intent, at: number) => void, has: (intent: Intent) => boolean): void {
  const { whole, clauses } = signs
  const cue = whole.search(searchCue)
  const asksHomes = cue >= 0 && homeNoun.test(whole)
  const cheaper =
    /\b(cheap|cheaper|cheapest|affordable|low cost|budget friendly|lower price|less expensive|low budget|sasta|saste|sasti|bigger|smaller|larger|spacious)\b/.test(
      whole,
    )
  const main = has('advice') || has('facts') || has('nearby') || has('more') || has('select')
  if (main) {
    const explicit =
      /\b(show|find|search|looking for|list|dikhao|chahiye)\b/.test(whole) && signs.wishSpoken && signs.homeSpoken
    if (
      explicit &&
      !(has('facts') && signs.listings > 0 && clauses.length < 2 && !/\band\b/.test(whole)) &&
      !has('advice')
    )
      add('search', cue)
    else if (explicit && has('advice') && clauses.length > 1) add('search', cue)
    return
  }
  const deed = has('visit') || has('callback') || has('human') || has('compare')
  if (deed) {
    if (
      signs.wishSpoken &&
      (signs.homeSpoken || signs.moneySpoken) &&
      /\b(show|find|search|looking|need|list|dikhao|chahiye)\b/.test(whole)
    )
      add('search', Math.max(0, cue))
    return
  }
  if (has('objection')) {
    const asks = clauses.some(
      clause =>
        /\b(show|find|search|need|want|looking|give|any|suggest|dikhao|chahiye|prefer|options?)\b/.test(clause.text) &&
        (/\bx[a-z]{2,}/.test(clause.text) || homeNoun.test(clause.text) || /\b(cheap|cheaper)\b/.test(clause.text)) &&
        !/\b(afford|trust|not (want|like))\b/.test(clause.text),
    )
    if (asks) add('search', Math.max(0, cue))
    return
  }
  if (has('decline') && !signs.wishSpoken) return
  const stays =
    /\b(stick|keep|stay|remain) (to|with|within|in|at) (my|the|this|our|same) (budget|location|area|place|price|range)\b/.test(
      whole,
    )
  if (signs.wishSpoken || stays || asksHomes || (cheaper && whole.split(' ').length <= 8))
    add('search', Math.max(0, cue))
  else if (
    /\b(projects?|propert(y|ies)|homes?|flats?|houses?)\b/.test(whole) &&
    whole.split(' ').length <= 7 &&
    !/^(what|who|why|how|when|is|are|do|does)\b/.test(whole)
  )
    add('search', 0)
}

function addCourtesies(signs: Signs, hits: Hit[], add: (intent: Intent, at: number) => void): void {
  const { whole } = signs
  const greeted = deeds.greeting.exec(whole)
  if (greeted && greeted.index < 12) add('greeting', greeted.index)
  const thanked = deeds.thanks.exec(whole)
  if (deeds.declined.test(whole) && !hits.some(hit => hit.intent === 'decline'))
    add('decline', whole.search(deeds.declined))
  else if (thanked) add('thanks', thanked.index)
  const start = whole.replace(allGreetings, ' ').trim()
  if (deeds.decline.test(start) && !onlyFilter(signs, start)) add('decline', 0)
  else if (deeds.agree.test(start) && !(thanked && !signs.context.offer && deeds.acknowledging.test(start)))
    add('agree', 0)
}

/** "not in Whitefield", "no lift", "no budget limit" narrow the wish; they decline nothing. */
const onlyFilter = (signs: Signs, start: string): boolean =>
  (signs.wishSpoken &&
    /^(no|not|nothing|none|do not|never|i (am |do )?not|we (do |are )?not)( |$)/.test(start) &&
    !/^(no|nope|nah) (show|i|we|find|give|let|please|thanks)\b/.test(start)) ||
  (signs.objections.length > 0 && !/^(no|nope|nah)\b/.test(start)) ||
  /^not (sure|bad|far|too|so|yet sure)\b/.test(start) ||
  /^(i|we) (am|do|are) not (sure|know|understand|trust|mind)\b/.test(start) ||
  /^never been\b/.test(start) ||
  /^later\b.{3,}/.test(start)

const allGreetings = new RegExp(deeds.greeting.source, 'g')

/** What is given while an offer is open belongs to that offer. */
function givenForOffer(signs: Signs, hits: Hit[]): Intent | undefined {
  const { offer, lastIntent } = signs.context
  if (!signs.contactGiven && !signs.whenGiven) return undefined
  if (hits.some(hit => !courtesy.has(hit.intent) && hit.intent !== 'select')) return undefined
  if (hits.some(hit => hit.intent === 'decline') && !signs.whenGiven) return undefined
  if (offer === 'visit' || offer === 'callback' || offer === 'human') return offer
  if (offer === 'contact' && signs.contactGiven)
    return lastIntent === 'visit' || lastIntent === 'human' ? lastIntent : 'callback'
  if (!offer && (lastIntent === 'visit' || lastIntent === 'callback')) return lastIntent
  return undefined
}

/** Whether a lone pronoun or number has something to point at. */
function refers({ whole, context }: Signs): boolean {
  const number = /(?:^| )(\d+)$/.exec(whole)?.[1]
  if (number) return context.shown !== undefined && Number(number) >= 1 && Number(number) <= context.shown.length
  return context.listing !== undefined || context.shown?.length === 1
}
