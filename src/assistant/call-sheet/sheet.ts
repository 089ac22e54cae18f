import type { Listing, ListingCard, Wish } from '../../catalogue/index.ts'
import type { CallSheetWords, Coaching, KnownFact, OpenQuestion, Stage } from '../../leads/index.ts'
import { hasWish } from '../calls.ts'
import { wishWords } from '../compose/wish-words.ts'
import { capital, homeLine, listed, sentence } from '../compose/words.ts'

type Objection = Coaching['objections'][number]['kind']

/** All that a sheet is made of: the caller's words as they were read, and rows. */
export type SheetRows = {
  name: string | null
  business: string
  address: string
  currency: string
  wish: Wish
  stage: Stage
  known: readonly KnownFact[]
  questions: readonly OpenQuestion[]
  /** The best homes for the wish, and how many there are */
  homes: readonly ListingCard[]
  total: number
  focus: Listing | null
  /** Raised in this call */
  objections: readonly Objection[]
  /** What to say to each objection, by the cards' own words */
  answers: Partial<Record<Objection, string>>
  /** Words for the appointment that stands */
  appointment: string | null
  /** Words for the next free starts */
  free: readonly string[]
}

/** What to say next on the telephone. Every price, date, name and number stands in a row. */
export function sheetOf(rows: SheetRows): CallSheetWords {
  const next = nextStep(rows)
  return {
    situation: situation(rows),
    questions: rows.questions.slice(0, 3).map(question => question.text),
    nextStep: next,
    pushback: pushback(rows),
    closing: closing(rows),
    message: afterwards(rows),
  }
}

function situation({
  wish,
  currency,
  total,
  homes,
  known,
  objections,
  appointment,
  stage,
  focus,
}: SheetRows): string[] {
  const lines: string[] = []
  lines.push(hasWish(wish) ? `Looks for ${wishWords(wish, currency)}.` : 'No wish is known yet.')
  if (hasWish(wish))
    lines.push(
      total > 0
        ? `${total} ${total === 1 ? 'home meets' : 'homes meet'} that; best: ${homeLine(homes[0]!, wish)}.`
        : 'No home meets all of that.',
    )
  if (focus) lines.push(`Speaks of ${homeLine(focus, wish)}.`)
  const told = known.filter(fact => !SAID_BY_WISH.has(fact.key)).slice(0, 4)
  if (told.length > 0) lines.push(sentence(told.map(fact => `${fact.label}: ${fact.text}`).join('; ')))
  if (objections.length > 0) lines.push(`In the way: ${listed(objections.map(word))}.`)
  if (appointment) lines.push(`Arranged: ${appointment}.`)
  lines.push(`Stage: ${stage}.`)
  return lines
}

const SAID_BY_WISH = new Set([
  'budget_min',
  'budget_max',
  'budget_about',
  'configuration',
  'place',
  'zone',
  'city',
  'kind',
  'status',
  'amenity_wanted',
  'facing',
  'possession',
  'area',
])
const word = (objection: Objection) => objection.replaceAll('_', ' ')

function nextStep({ appointment, stage, objections, focus, homes, free, questions, total, wish }: SheetRows): string {
  if (appointment) return `Confirm what is arranged: ${appointment}.`
  const home = focus?.name ?? homes[0]?.name
  const times = free.length > 0 ? ` Free: ${listed(free, 'or')}.` : ''
  if (objections.length > 0)
    return `Settle ${listed(objections.map(word))} first, then offer a visit${home ? ` to ${home}` : ''}.${times}`
  if (stage === 'closing') return `Agree on a time${home ? ` at ${home}` : ''} now.${times}`
  if (hasWish(wish) && total > 0 && home) return `Offer a visit to ${home}.${times}`
  if (hasWish(wish) && total === 0) return 'Ask what matters least, and look again without it.'
  return questions[0] ? `Ask: ${questions[0].text}` : 'Ask what they look for.'
}

/** What was raised, and what the home spoken of invites. */
function pushback({ objections, focus, answers }: SheetRows): CallSheetWords['pushback'] {
  const likely: Objection[] = focus && focus.status !== 'ready' ? ['construction_risk'] : []
  const kinds = [...new Set([...objections, ...likely])]
  return kinds.flatMap(objection => {
    const answer = answers[objection]
    return answer ? { objection, answer } : []
  })
}

function closing({ wish, currency, focus, appointment, homes }: SheetRows): string {
  const home = focus ?? homes[0]
  const parts = [
    hasWish(wish) ? `you look for ${wishWords(wish, currency)}` : null,
    home ? `${home.name} in ${home.place} is the one to look at${focus ? '' : ' first'}` : null,
    appointment ? `we meet as arranged: ${appointment}` : null,
  ].filter(part => part !== null)
  return parts.length > 0
    ? `Let me sum up: ${listed(parts)}. Did I get that right?`
    : 'Thank you for the call. What shall I look up for you until next time?'
}

function afterwards({ name, business, address, wish, currency, homes, focus, appointment }: SheetRows): string {
  const shown = focus ? [focus, ...homes.filter(home => home.id !== focus.id)] : homes
  const lines = [
    `Hello${name ? ` ${name}` : ''}, thank you for the call.`,
    hasWish(wish) ? `You look for ${wishWords(wish, currency)}.` : null,
    ...(shown.length > 0 ? ['Homes we spoke of or that fit:'] : []),
    ...shown.slice(0, 3).map(home => `• ${capital(homeLine(home, wish))}. ${address}/listings/${home.slug}`),
    appointment ? `Arranged: ${appointment}.` : null,
    `Just reply here if anything is different from what we said. ${business}`,
  ]
  return lines.filter(line => line !== null).join('\n')
}
