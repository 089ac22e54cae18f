import type { Component, Signal } from '../schema.ts'

const WORDS: Readonly<Record<Component, string>> = {
  session: 'sessions',
  view: 'homes looked at',
  interest: 'interests',
  sentiment: 'sentiment',
  visit: 'visits',
  callback: 'callbacks',
  detail: 'details asked',
  contact: 'ways to be reached',
  return: 'coming back',
}

type Told = Pick<Signal, 'component' | 'kind' | 'engagement' | 'intent' | 'message'> & {
  sentence: string
  booked: boolean
}

/** A row of the ledger as one sentence: "+3 intent: booked a visit to Velmora Avalon, Sat 21 Nov (message 14)". */
export function signalText({ component, kind, engagement, intent, message, sentence, booked }: Told): string {
  const points = [
    ...(engagement === 0 ? [] : [`${signed(engagement)} engagement`]),
    ...(intent === 0 ? [] : [`${signed(intent)} intent`]),
  ]
  const where = message ? ` (message ${message.number})` : ''
  const isDeed = kind === 'earned' || kind === 'reversed'
  // A time was chosen first; since it was booked, that is what counts.
  const told = booked && component === 'visit' ? sentence.replace(/^chose a time for /, 'booked ') : sentence
  const what = isDeed ? told : `${WORDS[component]}, ${told}`
  return `${points.join(', ') || `+0, ${nothing(kind, component)}`}: ${what}${where}`
}

function signed(points: number): string {
  return `${points > 0 ? '+' : '-'}${Number(Math.abs(points).toFixed(2))}`
}

/** Why a row has no points. */
function nothing(kind: Signal['kind'], component: Component): string {
  if (kind === 'earned') return component === 'sentiment' ? 'as before' : 'no more to earn there'
  if (kind === 'reversed' && component === 'visit') return 'another stands or nothing was left'
  return 'nothing to take'
}
