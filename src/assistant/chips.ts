import { nextFree } from '../appointments/index.ts'
import { countHomes, searchListings, type Wish } from '../catalogue/index.ts'
import { formatMoney } from '../kernel/money.ts'
import type { Context } from '../storage/index.ts'
import { appointmentChips } from './booking/chips.ts'
import type { Chip } from './chip.ts'
import { bedroomWords, kindWords, statusWords } from './compose/words.ts'
import type { FactsFinding, Finding, SearchFinding } from './findings.ts'
import type { Mind } from './mind.ts'
import { type Plan, stretched } from './plan.ts'
import { likingOf } from './reactions.ts'
import { listingsLike } from './spoken.ts'
import type { AnswerTextKey } from './texts/defaults.ts'

const MOST = 4

type Counter = (wish: Wish) => Promise<number>

/**
 * At most four next steps that lead somewhere: what a chip promises was counted, or stands in this turn's rows. `first` are those
 * that the answer speaks of.
 */
export async function chipsFor(
  ctx: Context,
  mind: Mind,
  plan: Plan,
  findings: readonly Finding[],
  personId: string,
  first: readonly Chip[] = [],
): Promise<Chip[]> {
  const count: Counter = wish => countHomes(ctx, { wish, personId })
  const chips = [...first, ...(await chipsOf(mind, plan, findings, count))]
  const nobody = chips.some(asksVisit) && (await nextFree(ctx, { limit: 1 })).length === 0
  const seen = new Set<string>()
  return chips
    .filter(chip => !(nobody && asksVisit(chip)))
    .filter(chip => !seen.has(chip.text) && seen.add(chip.text))
    .slice(0, MOST)
}

/** Where nobody can be met, no chip says so. */
export const asksVisit = ({ text }: Chip): boolean => text.startsWith('I want to visit')

async function chipsOf(mind: Mind, plan: Plan, findings: readonly Finding[], count: Counter): Promise<Chip[]> {
  const list = findings.findLast(finding => finding.tool === 'search')
  const told = findings.findLast(finding => finding.tool === 'facts')
  const deeds = plan.steps.map(step => step.deed)
  const met = findings.findLast(finding => finding.tool === 'appointment')
  if (met && plan.steps.some(step => step.calls.some(call => call.tool !== 'slots' && isBooking(step.deed))))
    return appointmentChips(mind, met)
  if (deeds.includes('human'))
    return mind.state.ended.includes('callback') ? [] : [{ label: 'Call me', text: 'Call me' }]
  if (deeds.includes('objection')) return objectionChips(mind, plan, list, count)
  if (findings.some(finding => finding.tool === 'forget' && finding.confirm && finding.erased > 0))
    return [
      { label: 'Yes, erase it', text: 'Yes' },
      { label: 'No, keep it', text: 'No' },
    ]
  if (told && new Set(findings.flatMap(one => (one.tool === 'facts' ? one.listing.name : []))).size > 1)
    return findings.flatMap(one => (one.tool === 'facts' ? moreOn(one.listing.name) : []))
  if (told) return factsChips(mind, told)
  if (list) return listChips(mind, plan, list, count)
  const compared = findings.findLast(finding => finding.tool === 'compare')
  if (compared && compared.listings.length > 0)
    return compared.listings
      .slice(0, 3)
      .map(home => ({ label: `More on ${home.name}`, text: `Tell me about ${home.name}` }))
  const market = findings.findLast(finding => finding.tool === 'market')
  if (market && market.homes > 0)
    return [{ label: `Homes in ${market.place} (${market.homes})`, text: `Show all homes in ${market.place}` }]
  const unknown = findings.findLast(finding => finding.tool === 'nothing')
  if (unknown && unknown.near.length > 0)
    return unknown.near.map(name => ({ label: name, text: `Tell me about ${name}` }))
  const advice = findings.findLast(finding => finding.tool === 'advice')
  if (advice) return adviceChips(mind, plan, advice.topic, count)
  const liking = likingOf(mind)
  if (liking) return likingChips(liking.listing)
  const bare = /^\s*([1-9])\s*$/.exec(mind.text)?.[1]
  if (bare && deeds.includes('clarify')) {
    const bedrooms = [Number(bare)]
    return (await count({ ...plan.wish, bedrooms })) > 0
      ? [{ label: bedroomWords(bedrooms), text: `Show ${bedroomWords(bedrooms)}` }]
      : []
  }
  const like = deeds.includes('facts') || deeds.includes('compare') ? listingsLike(mind.text, mind.names) : []
  if (like.length > 0) return like.map(moreOn)
  if (/\d/.test(mind.text)) return []
  if (deeds.includes('clarify') || deeds.includes('facts') || deeds.includes('agree'))
    return mind.state.shown.slice(0, 3).map(name => ({ label: name, text: `Tell me about ${name}` }))
  return []
}

/** From a text back to homes: the one in focus, or those that the topic is about. */
async function adviceChips(mind: Mind, { wish }: Plan, topic: AnswerTextKey, count: Counter): Promise<Chip[]> {
  const about = mind.state.focus ?? mind.state.shown[0]
  const chips: Chip[] = []
  if (topic === 'registration' && about)
    chips.push({ label: `Registration of ${about}`, text: `RERA number of ${about}` })
  if (topic === 'stretch_budget') chips.push(...(await budgetChips(mind, wish, count)))
  if (topic === 'under_construction' && (await count({ ...wish, statuses: ['under_construction'] })) > 0)
    chips.push({ label: 'Under construction', text: 'Show under construction homes' })
  if (topic === 'ready_homes' && (await count({ ...wish, statuses: ['ready'] })) > 0)
    chips.push({ label: 'Ready to move', text: 'Show ready to move homes' })
  if (topic === 'meeting' || topic === 'visiting') return meetingChips(mind, about)
  if (about && topic !== 'emi') chips.push({ label: 'Monthly instalment', text: `EMI for ${about}` })
  if (about) chips.push({ label: `More on ${about}`, text: `Tell me about ${about}` })
  return chips
}

/** Days of a meeting: asking for one offers what is free then. */
function meetingChips({ state }: Mind, about: string | undefined): Chip[] {
  const visit = about ? `I want to visit ${about}` : 'I want to visit'
  const days = [
    { label: 'Tomorrow', text: `${visit} tomorrow` },
    { label: 'This weekend', text: `${visit} this weekend` },
  ]
  const call = state.ended.includes('callback') ? [] : [{ label: 'Call me instead', text: 'Call me instead' }]
  return [...(state.ended.includes('visit') ? [] : days), ...call]
}

function isBooking(deed: string): boolean {
  return ['visit', 'callback', 'move', 'cancel', 'appointments', 'release', 'agree'].includes(deed)
}

function moreOn(name: string): Chip {
  return { label: `More on ${name}`, text: `Tell me about ${name}` }
}

function likingChips(name: string): Chip[] {
  return [
    { label: 'All facts', text: `Tell me about ${name}` },
    { label: 'Monthly instalment', text: `EMI for ${name}` },
    { label: 'Homes near it', text: `Show homes near ${name}` },
    { label: 'Book a visit', text: `I want to visit ${name}` },
  ]
}

async function listChips(mind: Mind, plan: Plan, list: SearchFinding, count: Counter): Promise<Chip[]> {
  const { result, page, from } = list
  if (result.unknownPlaces.length > 0 && page.length === 0)
    return nearPlaces(
      plan.wish,
      result.unknownPlaces.flatMap(one => one.near),
      count,
    )
  if (page.length === 0 && from > 0 && result.total === 0) return looserChips(list, count)
  if (result.items.length === 0 && (page.length > 0 || result.noStockIn.length > 0))
    return [...elsewhereChips(mind, list), ...firstHome(list)]
  if (page.length === 0 && from === 0) return [...elsewhereChips(mind, list), ...(await looserChips(list, count))]
  const chips: Chip[] = []
  if (from + page.length < result.total && !list.ended) chips.push({ label: 'Show more', text: 'Show more' })
  if (page.length > 1)
    chips.push({
      label: 'Compare these',
      text: `Compare ${page
        .slice(0, 3)
        .map(home => home.name)
        .join(' vs ')}`,
    })
  chips.push(...firstHome(list))
  if (list.ended && from > 0) return [...(await widerChips(mind, list, count)), ...chips].slice(0, MOST)
  return chips
}

function firstHome({ page }: SearchFinding): Chip[] {
  return page.slice(0, 1).map(home => ({ label: `More on ${home.name}`, text: `Tell me about ${home.name}` }))
}

/** Other places come with their count, unless leaving the place was refused. */
function elsewhereChips(mind: Mind, { result }: SearchFinding): Chip[] {
  if (mind.state.ended.includes('nearby')) return []
  return result.elsewhere
    .slice(0, 3)
    .map(({ place, count }) => ({ label: `${place} (${count})`, text: `What about ${place}?` }))
}

/** Nothing found at all: what would bring homes if it gave way, one key at a time, with the count. */
async function looserChips({ wish, around }: SearchFinding, count: Counter): Promise<Chip[]> {
  const chips: Chip[] = []
  const offer = async (label: string, text: string, looser: Wish) => {
    const homes = chips.length < MOST ? await count(looser) : 0
    if (homes > 0) chips.push({ label: `${label} (${homes})`, text })
  }
  if (wish.kinds?.length)
    for (const kind of ['apartment', 'villa'] as const)
      if (!wish.kinds.includes(kind))
        await offer(`Look at ${kindWords[kind][1]}`, `Show ${kindWords[kind][1]}`, { ...wish, kinds: [kind] })
  if (wish.maxPrice || wish.minPrice || wish.aboutPrice)
    await offer('Any budget', 'Any budget', {
      ...wish,
      maxPrice: undefined,
      minPrice: undefined,
      aboutPrice: undefined,
    })
  if (wish.bedrooms?.length)
    await offer('Any number of bedrooms', 'Any number of bedrooms', { ...wish, bedrooms: undefined })
  if (!around && (wish.places?.length || wish.zone))
    await offer('Anywhere in Bengaluru', 'Anywhere in Bengaluru', {
      ...wish,
      places: undefined,
      zone: undefined,
      radiusKm: undefined,
    })
  return chips.length > 0 ? chips : [{ label: 'Start over', text: 'Start over' }]
}

async function nearPlaces(wish: Wish, near: string[], count: Counter): Promise<Chip[]> {
  const chips: Chip[] = []
  for (const place of new Set(near)) {
    const homes = await count({ ...wish, places: [place], zone: undefined, city: undefined, radiusKm: undefined })
    if (homes > 0) chips.push({ label: `${place} (${homes})`, text: `Show homes in ${place}` })
  }
  return chips
}

/** At the end of a list: a higher budget, other places, another status, each only where it brings more. */
async function widerChips(mind: Mind, { wish, result, around }: SearchFinding, count: Counter): Promise<Chip[]> {
  const chips: Chip[] = []
  const more = async (wider: Wish) => (await count(wider)) > result.total
  if ((wish.maxPrice || wish.aboutPrice) && !mind.state.ended.includes('stretch') && !around) {
    const raised = stretched(wish, 25)
    if (await more(raised)) chips.push(budgetChip(raised, mind.currency, 'Raise the budget'))
  }
  if ((wish.places?.length || wish.zone) && !mind.state.ended.includes('nearby')) {
    const { places: _places, zone: _zone, radiusKm: _radius, ...anywhere } = wish
    if (await more(anywhere)) chips.push({ label: 'Other places', text: 'Anywhere in Bengaluru' })
  }
  if (wish.statuses?.length) {
    const others = (['ready', 'under_construction', 'upcoming'] as const).filter(
      status => !wish.statuses!.includes(status),
    )
    for (const status of others) {
      if ((await count({ ...wish, statuses: [status] })) === 0) continue
      chips.push({ label: `Show ${statusWords[status]}`, text: `Show ${statusWords[status]} homes` })
      break
    }
  }
  return chips
}

function budgetChip(wish: Wish, currency: string, label: string): Chip {
  const minor = wish.maxPrice ?? wish.aboutPrice!
  return {
    label,
    text: `Show homes ${wish.maxPrice ? 'under' : 'around'} ${formatMoney({ minor: rounded(minor), currency })}`,
  }
}

/** A round number for saying it: never below what was counted. */
function rounded(minor: number): number {
  const step = minor >= 1_000_000_000 ? 10_000_000 : 1_000_000
  return Math.ceil(minor / step) * step
}

async function objectionChips(
  mind: Mind,
  { wish }: Plan,
  list: SearchFinding | undefined,
  count: Counter,
): Promise<Chip[]> {
  const chips: Chip[] = []
  for (const objection of mind.understood.objections ?? []) {
    if (objection === 'budget') chips.push(...(await budgetChips(mind, wish, count)))
    if (objection === 'location') chips.push(...(await locationChips(wish, mind, count)))
    if (objection === 'possession' || objection === 'construction_risk') {
      const about = mind.state.focus ?? mind.state.shown[0]
      if (objection === 'construction_risk')
        chips.push({ label: 'Registration details', text: about ? `RERA number of ${about}` : 'What is RERA?' })
      if ((await count({ ...wish, statuses: ['ready'], possessionBy: undefined, possessionIn: undefined })) > 0)
        chips.push({ label: 'Ready to move', text: 'Show ready to move homes' })
    }
  }
  if (list && list.page.length === 0 && chips.length < 2) chips.push(...(await looserChips(list, count)))
  return [...chips, ...(list ? firstHome(list) : [])]
}

async function budgetChips(mind: Mind, wish: Wish, count: Counter): Promise<Chip[]> {
  const chips: Chip[] = []
  const priced = wish.maxPrice ?? wish.aboutPrice
  if (priced && !mind.state.ended.includes('stretch')) {
    const higher = stretched(wish, 10)
    if ((await count(higher)) > 0) chips.push(budgetChip(higher, mind.currency, 'Slightly higher budget'))
  }
  const smallest = wish.bedrooms?.length ? Math.min(...wish.bedrooms) : null
  if (smallest && smallest > 1) {
    const bedrooms = [Math.ceil(smallest - 1)]
    if ((await count({ ...wish, bedrooms })) > 0)
      chips.push({ label: 'Smaller homes', text: `Show ${bedroomWords(bedrooms)}` })
  }
  if (priced && (await count(wish)) > 0) chips.push({ label: 'Stick to my budget', text: 'I stick to my budget' })
  return chips
}

async function locationChips(wish: Wish, mind: Mind, count: Counter): Promise<Chip[]> {
  const [place] = wish.places ?? []
  if (!place) return []
  const chips: Chip[] = []
  if (!mind.state.ended.includes('nearby') && (await count({ ...wish, radiusKm: 10 })) > 0)
    chips.push({ label: 'Nearby areas', text: `Show homes within 10 km of ${place}` })
  if ((await count(wish)) > 0) chips.push({ label: 'Stick to my location', text: 'I stick to my location' })
  return chips
}

function factsChips(mind: Mind, { listing, asked }: FactsFinding): Chip[] {
  const chips: Chip[] = []
  const { name } = listing
  if (!mind.state.ended.includes('visit')) chips.push({ label: 'Book a visit', text: `I want to visit ${name}` })
  const place = mind.names.listings.length > 1 && listing.latitude !== null
  if (place) chips.push({ label: 'Similar homes', text: `Show homes near ${name}` })
  if (listing.brochure !== null && !asked.includes('brochure'))
    chips.push({ label: 'Brochure', text: `Brochure of ${name}` })
  if (listing.priceMin !== null) chips.push({ label: 'Monthly instalment', text: `EMI for ${name}` })
  const other = mind.state.shown.find(shown => shown !== name)
  if (other && chips.length < MOST) chips.push({ label: `Compare with ${other}`, text: `Compare ${name} vs ${other}` })
  return chips
}

/** What a first visitor may say: one chip for each shape of the catalogue that has homes. */
export async function openingChips(ctx: Context, currency: string): Promise<Chip[]> {
  const wishes: [Wish, string][] = [
    [{ bedrooms: [2], kinds: ['apartment'] }, `${bedroomWords([2])} ${kindWords.apartment[1]}`],
    [{ bedrooms: [3], statuses: ['ready'] }, `${bedroomWords([3])}, ${statusWords.ready}`],
    [{ kinds: ['villa'] }, kindWords.villa[1]],
    [{ kinds: ['plot'] }, kindWords.plot[1]],
  ]
  const chips: Chip[] = []
  for (const [wish, words] of wishes) {
    const { items } = await searchListings(ctx, { wish, limit: 1 })
    if (items.some(home => home.currency === currency))
      chips.push({ label: words.replace(/^./, first => first.toUpperCase()), text: `Show me ${words}` })
  }
  return chips
}
