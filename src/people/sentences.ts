import { formatMoney } from '../kernel/money.ts'
import type { FactKey, FactValue } from './schema.ts'

type Wording<Key extends FactKey> = {
  label: string
  text?: (value: FactValue<Key>) => string
  sentence: (text: string) => string
}

const looking = (text: string) => `You look for ${text}.`

/** How each key is named, how its value is written, and the sentence that says it to the person. */
const wordings: { [Key in FactKey]: Wording<Key> } = {
  name: { label: 'Name', sentence: text => `Your name is ${text}.` },
  phone: { label: 'Phone', sentence: text => `Your phone number is ${text}.` },
  email: { label: 'E-mail', sentence: text => `Your e-mail address is ${text}.` },
  budget_min: { label: 'Budget, at least', text: formatMoney, sentence: text => `Your budget starts at ${text}.` },
  budget_max: { label: 'Budget, at most', text: formatMoney, sentence: text => `Your budget goes up to ${text}.` },
  budget_about: { label: 'Budget, about', text: formatMoney, sentence: text => `Your budget is about ${text}.` },
  configuration: { label: 'Configuration', text: rooms => `${rooms} BHK`, sentence: text => looking(`${text} homes`) },
  place: { label: 'Place', sentence: text => looking(`a home in ${text}`) },
  excluded_place: { label: 'Not in', sentence: text => `You do not want to live in ${text}.` },
  zone: { label: 'Zone', sentence: text => looking(`a home in the zone ${text}`) },
  city: { label: 'City', sentence: text => looking(`a home in the city ${text}`) },
  kind: { label: 'Kind of home', text: spell, sentence: text => looking(`this kind of home: ${text}`) },
  status: { label: 'Status', text: status, sentence: text => looking(`homes that are ${text}`) },
  excluded_status: { label: 'Not', text: status, sentence: text => `You do not want homes that are ${text}.` },
  amenity_wanted: { label: 'Wanted', text: spell, sentence: text => `You want this in your home: ${text}.` },
  amenity_avoided: { label: 'Avoided', text: spell, sentence: text => `You do not want this in your home: ${text}.` },
  facing: {
    label: 'Facing',
    text: value => value.replaceAll('_', '-'),
    sentence: text => looking(`a home facing ${text}`),
  },
  developer: { label: 'Developer', sentence: text => looking(`homes by ${text}`) },
  possession: {
    label: 'Possession',
    text: value => ('by' in value ? `by ${period(value.by)}` : `in ${period(value.in)}`),
    sentence: text => `You want possession ${text}.`,
  },
  area: { label: 'Area', text: area, sentence: text => looking(`a home of ${text}`) },
  persona: { label: 'Buying as', text: spell, sentence: text => `You buy as: ${text}.` },
  purpose: { label: 'Purpose', sentence: text => `What the home is for: ${text}.` },
  skill: { label: 'Skill', sentence: text => `You can do this: ${text}.` },
  work_value: { label: 'Value', sentence: text => `This matters to you in your work: ${text}.` },
  work_role: { label: 'Work wanted', sentence: text => `You look for work as: ${text}.` },
  work_mode: { label: 'Where you work', text: mode, sentence: text => `You want to work ${text}.` },
  work_type: { label: 'Kind of work', text: spell, sentence: text => `You look for ${text} work.` },
  work_level: { label: 'Level', text: spell, sentence: text => `You look for work at this level: ${text}.` },
  work_place: {
    label: 'Place of work',
    text: ({ city, country }) => (country ? `${city}, ${country}` : city),
    sentence: text => `You want to work in ${text}.`,
  },
  work_pay: {
    label: 'Pay, at least',
    text: pay => `${formatMoney(pay)} a ${pay.per}`,
    sentence: text => `You want to earn at least ${text}.`,
  },
  timeline: { label: 'Timeline', sentence: text => `When you want to buy: ${text}.` },
}

/** `Budget, at most`; a key of no desk here is spelled out. */
export function factLabel(key: string): string {
  const label = (wordings as Record<string, Wording<FactKey> | undefined>)[key]?.label
  return label ?? spell(key).replace(/^./, first => first.toUpperCase())
}

/** A value as people write it: `₹1.5 crore`, `3 BHK`, `by Q2 2027`. */
export function factText(key: string, value: unknown): string {
  const wording = (wordings as Record<string, Wording<FactKey> | undefined>)[key]
  if (wording?.text) return wording.text(value as never)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** One sentence to the person: `Your budget goes up to ₹1.5 crore.` An erased value is said to be erased. */
export function factSentence(key: string, value: unknown): string {
  if (value === null || value === undefined) return `${factLabel(key)}: erased.`
  const wording = (wordings as Record<string, Wording<FactKey> | undefined>)[key]
  const text = factText(key, value)
  return wording ? wording.sentence(text) : `${factLabel(key)}: ${text}.`
}

function spell(term: string): string {
  return term.replaceAll('_', ' ').replace(/^ev\b/, 'EV')
}

function mode(term: FactValue<'work_mode'>): string {
  return { onsite: 'on site', hybrid: 'partly from home', remote: 'from home' }[term]
}

function status(term: string): string {
  return term === 'ready' ? 'ready to move into' : spell(term)
}

function period(text: string): string {
  const [year, quarter] = text.split('-')
  return quarter ? `${quarter} ${year}` : text
}

function area({ min, max }: FactValue<'area'>): string {
  const write = (sqft: number | undefined) => new Intl.NumberFormat('en-IN').format(sqft ?? 0)
  if (min !== undefined && max !== undefined) return `${write(min)} to ${write(max)} sqft`
  return min !== undefined ? `at least ${write(min)} sqft` : `at most ${write(max)} sqft`
}
