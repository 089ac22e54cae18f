import type { Component } from '../schema.ts'

/** What a person did, as the ledger takes it: what it counts for, and what it was earned by. */
export type SignalInput = {
  component: Component
  /** The same key again is the same signal, until it was taken back */
  key: string
  /** The average, of a sentiment; one otherwise */
  basis?: number
  messageId?: string | null
  listingId?: string | null
  appointmentId?: string | null
  /** What was done, without its subject; `{listing}` stands for the listing's name. At most 400 characters */
  sentence: string
  /** What stands under this key is taken back */
  takesBack?: boolean
}

type FromMessage = { messageId?: string | null }
type OfListing = FromMessage & { listingId: string }

/** Facts whose asking shows intent (sales desk specification, section 2), and how the ledger names them. */
const DETAILS: Readonly<Record<string, string>> = {
  price: 'the price',
  possession: 'when it is ready',
  registration: 'the registration',
  carpet_area: 'the carpet area',
  configuration: 'the homes',
  brochure: 'the brochure',
}

/** A session of the person, by its number: it counts itself, and for coming back from the second on. */
export function sessionDeeds(session: FromMessage & { personId: string; number: number }): SignalInput[] {
  const { personId, number, messageId } = session
  const key = `session/${personId}/${number}`
  const first: SignalInput = {
    component: 'session',
    key,
    messageId,
    sentence: number > 1 ? `session ${number}` : 'the first session',
  }
  return number > 1
    ? [first, { component: 'return', key, messageId, sentence: `came back for session ${number}` }]
    : [first]
}

export function viewDeed({ listingId, messageId }: OfListing): SignalInput {
  return { component: 'view', key: `listing/${listingId}`, listingId, messageId, sentence: 'looked at {listing}' }
}

export function interestDeed({ listingId, messageId }: OfListing): SignalInput {
  return {
    component: 'interest',
    key: `listing/${listingId}`,
    listingId,
    messageId,
    sentence: 'showed interest in {listing}',
  }
}

export function interestTakenBack({ listingId, messageId }: OfListing): SignalInput {
  return { ...interestDeed({ listingId, messageId }), sentence: 'turned down {listing}', takesBack: true }
}

/** A fact of a listing asked for, or its brochure taken; undefined for a fact that shows no intent. */
export function detailDeed({ listingId, fact, messageId }: OfListing & { fact: string }): SignalInput | undefined {
  const asked = Object.hasOwn(DETAILS, fact) ? DETAILS[fact] : undefined
  if (!asked) return undefined
  const sentence = fact === 'brochure' ? 'took the brochure of {listing}' : `asked ${asked} of {listing}`
  return { component: 'detail', key: `listing/${listingId}/${fact}`, listingId, messageId, sentence }
}

/** The first phone number or e-mail address. */
export function contactDeed({ messageId, appointmentId }: FromMessage & { appointmentId?: string } = {}): SignalInput {
  return { component: 'contact', key: 'contact', messageId, appointmentId, sentence: 'left a way to be reached' }
}

type Visit = FromMessage & { appointmentId: string; listingId: string | null }

/** A site visit that is active or was made. `day` as staff say it: "Sat 21 Nov". */
export function visitDeed({
  appointmentId,
  listingId,
  messageId,
  day,
  isHeld,
}: Visit & { day: string; isHeld: boolean }): SignalInput {
  const visit = listingId ? `a visit to {listing}, ${day}` : `a site visit, ${day}`
  const sentence = isHeld ? `chose a time for ${visit}` : `booked ${visit}`
  return { component: 'visit', key: `appointment/${appointmentId}`, appointmentId, listingId, messageId, sentence }
}

/** It was cancelled, missed, or its time kept ran out. The points go with the last that stands. */
export function visitTakenBack({
  day,
  became,
  ...visit
}: Visit & { day: string; became: 'cancelled' | 'no_show' | 'expired' }): SignalInput {
  const whole = visit.listingId ? `the visit to {listing}, ${day}` : `the site visit, ${day}`
  const sentence = {
    cancelled: `${whole}, was cancelled`,
    no_show: `missed ${whole}`,
    expired: `the time kept for ${whole}, ran out`,
  }[became]
  return { ...visitDeed({ ...visit, day, isHeld: false }), sentence, takesBack: true }
}

export function callbackDeed({
  appointmentId,
  listingId,
  messageId,
  about,
}: Visit & { about: string | null }): SignalInput {
  const sentence = `asked to be called back${about ? ` about ${about}` : ''}${listingId ? ', on {listing}' : ''}`
  return { component: 'callback', key: `appointment/${appointmentId}`, appointmentId, listingId, messageId, sentence }
}

export function callbackTakenBack(callback: Visit): SignalInput {
  return { ...callbackDeed({ ...callback, about: null }), sentence: 'the callback was withdrawn', takesBack: true }
}
