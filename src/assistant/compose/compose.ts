import type { Step } from '../calls.ts'
import type { Finding } from '../findings.ts'
import type { Mind } from '../mind.ts'
import type { Plan } from '../plan.ts'
import { likingOf } from '../reactions.ts'
import { appointmentAnswer } from './booking.ts'
import { compareAnswer, emiAnswer, factsAnswer, marketAnswer } from './facts.ts'
import { forgetAnswer, rememberAnswer } from './memory.ts'
import { homesAnswer, searchAnswer } from './search.ts'
import {
  agreeAnswer,
  clarifyAnswer,
  contactNoted,
  declineAnswer,
  greetingAnswer,
  humanAnswer,
  objectionOpening,
  objectionWay,
  otherAnswer,
  thanksAnswer,
  unclearAmount,
} from './talk.ts'
import { listed } from './words.ts'

/** The findings of each step, in the order of the plan. */
export type Findings = Finding[][]

const CONTACT_DEEDS = new Set(['visit', 'callback', 'human', 'move', 'cancel', 'release', 'appointments'])
const COURTESIES = new Set(['greeting', 'thanks', 'agree', 'decline', 'other', 'clarify'])

/** The rule-based answer: every part of the plan in words, from rows and kept texts alone. */
export function composeAnswer(mind: Mind, plan: Plan, findings: Findings): string {
  const substantial = plan.steps.some(
    step => step.calls.length > 0 || CONTACT_DEEDS.has(step.deed) || step.deed === 'objection',
  )
  const paragraphs = plan.steps.map((step, at) => {
    if (substantial && step.calls.length === 0 && COURTESIES.has(step.deed)) return courtesy(mind, step)
    return stepAnswer(mind, step, findings[at] ?? [])
  })
  const handled = plan.steps.some(step => CONTACT_DEEDS.has(step.deed) || step.deed === 'other')
  const noted = handled ? null : contactNoted(mind)
  return [noted, ...paragraphs].filter(text => text !== null && text !== '').join('\n\n')
}

/** Beside something of substance a courtesy is a word, not a paragraph. */
function courtesy(mind: Mind, step: Step): string | null {
  if (step.deed === 'greeting') return 'Hello!'
  if (step.deed === 'thanks') return 'You are welcome.'
  return step.deed === 'decline' && mind.state.offer ? declineAnswer(mind, step) : null
}

function stepAnswer(mind: Mind, step: Step, findings: Finding[]): string | null {
  const told = findings.map(finding => findingAnswer(mind, finding)).join('\n\n')
  switch (step.deed) {
    case 'human':
      return humanAnswer(mind)
    case 'greeting':
      return greetingAnswer(mind)
    case 'thanks':
      return thanksAnswer(mind)
    case 'agree':
      return told === '' ? agreeAnswer(mind) : told
    case 'decline':
      return told === '' ? declineAnswer(mind, step) : `${declineAnswer(mind, step)}\n\n${told}`
    case 'objection':
      return objection(mind, step, findings, told)
    case 'rejection':
      return `Understood, I leave ${step.listing} out from now on.${told === '' ? '' : `\n\n${told}`}`
    case 'confirm':
      return told === '' ? 'All right, I keep what I remember.' : told
    case 'search':
      if (step.note === 'cheaper') return cheaper(mind, findings, told)
      return told !== '' && mind.understood.needsClarification && unclearAmount(mind)
        ? `${told}\n\n${clarifyAnswer(mind)}`
        : told
    case 'facts':
    case 'select':
    case 'clarify':
      return told === '' ? clarifyAnswer(mind) : liked(mind, told)
    case 'compare':
      return told === '' ? comparesWhat(mind, step) : told
    case 'more':
      return told === '' ? 'There is no list to go on with yet. Which place, budget or size shall I look for?' : told
    case 'other':
      return otherAnswer(mind)
    default:
      return told
  }
}

function cheaper(mind: Mind, [found]: Finding[], told: string): string {
  if (found?.tool !== 'search' || found.page.length === 0) {
    const budget = { ...mind, understood: { ...mind.understood, objections: ['budget' as const] } }
    return `Nothing else that fits costs less than what you saw. ${objectionWay(budget)}`
  }
  return found.result.items.length > 0 ? `These cost less than what you saw:\n${homesAnswer(found)}` : told
}

function liked(mind: Mind, told: string): string {
  const liking = likingOf(mind)
  return liking ? `Noted: you like ${liking.listing}.\n\n${told}` : told
}

/** A list that answers the objection, or one way on in words. */
function objection(mind: Mind, step: Step, findings: Finding[], told: string): string {
  const opening = objectionOpening(mind)
  const [found] = findings
  if (found?.tool !== 'search') return `${opening} ${objectionWay(mind)}`
  if (step.note === undefined || found.page.length > 0) {
    const lead = { cheaper: 'These cost less than what you saw:', ready: 'These you could move into now:' }[
      step.note ?? ''
    ]
    return lead && found.result.items.length > 0 ? `${opening} ${lead}\n${homesAnswer(found)}` : `${opening}\n\n${told}`
  }
  return `${opening} ${objectionWay(mind)}`
}

function comparesWhat(mind: Mind, step: Step): string {
  if (step.listing) return `What shall I compare ${step.listing} with? Name another home.`
  return mind.state.shown.length > 1
    ? `Which shall I compare: ${listed(mind.state.shown)}?`
    : 'Which homes or places shall I compare? Name two.'
}

function findingAnswer(mind: Mind, finding: Finding): string {
  switch (finding.tool) {
    case 'search':
      return searchAnswer(mind, finding)
    case 'facts':
      return factsAnswer(mind, finding)
    case 'compare':
      return compareAnswer(mind, finding)
    case 'market':
      return marketAnswer(mind, finding)
    case 'emi':
      return emiAnswer(finding)
    case 'remember':
      return rememberAnswer(finding)
    case 'forget':
      return forgetAnswer(finding)
    case 'appointment':
      return appointmentAnswer(mind, finding)
    case 'advice':
      return finding.text
    case 'nothing':
      return nothingAnswer(finding)
  }
}

function nothingAnswer({ reason, spoken, near }: Extract<Finding, { tool: 'nothing' }>): string {
  if (reason === 'no_list') return 'There is no list to go on with yet. Which place, budget or size shall I look for?'
  if (reason === 'refused') return spoken
  if (reason === 'failed') return 'I could not look that up just now. Please ask me once more in a moment.'
  return near.length > 0
    ? `I do not find a home called “${spoken}”. Did you mean ${listed(near, 'or')}?`
    : `I do not find a home called “${spoken}” in our catalogue. Tell me what you look for, and I list what we have.`
}
