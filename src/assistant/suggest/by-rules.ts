import { nextFree } from '../../appointments/index.ts'
import type { Context } from '../../storage/index.ts'
import { hasWish } from '../calls.ts'
import { dayWords, shortWhen } from '../compose/times.ts'
import { wishWords } from '../compose/wish-words.ts'
import { counted, dateWords, listed } from '../compose/words.ts'
import type { GroundWork } from './ground-work.ts'
import type { Suggestion, SuggestionKind } from './schema.ts'

/** `judged`: the part of `text` that says how we see the lead. It stays in the house: a model words the rest. */
export type Draft = { text: string; sources: Suggestion['sources']; judged?: string }

const QUOTED = 160

/** A suggestion from rows and kept words alone. Every figure, name and date in it stands in a row. */
export function draft(ctx: Context, work: GroundWork, kind: SuggestionKind): Promise<Draft> | Draft {
  if (kind === 'summary') return summary(work)
  return kind === 'reply' ? reply(ctx, work) : nextStep(ctx, work)
}

/** What could be answered to the newest message. */
async function reply(ctx: Context, work: GroundWork): Promise<Draft> {
  const { asked, mind, plan, coaching, lead, answer } = work
  const said = { label: `message ${asked.number}`, messageNumber: asked.number }
  const deeds = new Set(plan.steps.map(step => step.deed))
  const card = coaching.cards.find(one => one.script !== null && one.evidence.messageNumber === asked.number)
  const home = homeOf(work)
  if (deeds.has('visit')) {
    const free = await freeTimes(ctx, work)
    const when =
      free.length > 0 ? `Free at the moment: ${listed(free, 'or')}. Which suits you?` : 'Which day suits you?'
    return { text: `Gladly, I show you ${home ?? 'the home'}. ${when}`, sources: [said, ...freeSource(free)] }
  }
  if (deeds.has('callback'))
    return {
      text: lead.phone ? 'Gladly, I call you. When is a good time?' : 'Gladly, I call you. Which number, and when?',
      sources: [said],
    }
  if (deeds.has('move') || deeds.has('cancel') || deeds.has('appointments'))
    return {
      text: arranged(work) ?? 'I look up what we arranged and come back to you here.',
      sources: [said, ...arrangedSource(work)],
    }
  if (deeds.has('human') && !answer) {
    const me = ctx.actor.kind === 'account' ? ctx.actor.name : ctx.business.name
    return {
      text: `Hello${lead.name ? ` ${lead.name}` : ''}, ${me} of ${ctx.business.name} here. What can I do for you?`,
      sources: [said],
    }
  }
  if (card?.script && !answer) return { text: card.script, sources: [said, ...homeSource(work)] }
  if (answer) return { text: answer, sources: [said, ...findingSources(work)] }
  const wish = hasWish(mind.state.wish) ? `You look for ${wishWords(mind.state.wish, mind.currency)}, I see. ` : ''
  const [question] = coaching.questions
  return { text: `${wish}${question?.text ?? 'What can I look up for you?'}`, sources: [said] }
}

/** What happened so far, for a colleague. */
function summary(work: GroundWork): Draft {
  const { lead, coaching, asked, mind } = work
  const { summary } = lead
  const viewed = summary.views.last.map(one => one.name)
  const liked = summary.interests.map(one => one.name)
  const judged = `${counted(summary.sessions, 'session')}; stage ${coaching.stage}${coaching.sentiment.average === null ? '' : `, mood ${moodWords(coaching.sentiment.average)}`}${lead.memoryOn ? `, ${summary.temperature}` : ''}.`
  const sentences = [
    hasWish(coaching.wish)
      ? `${lead.name ?? 'The visitor'} looks for ${wishWords(coaching.wish, mind.currency)}.`
      : `What ${lead.name ?? 'the visitor'} looks for is not known yet.`,
    viewed.length > 0 &&
      `Looked at ${counted(summary.views.listings, 'home')}, last ${listed(viewed.slice(0, 3))}${liked.length > 0 ? `; likes ${listed(liked.slice(0, 3))}` : ''}.`,
    coaching.objections.length > 0 &&
      `In the way: ${listed(coaching.objections.map(({ kind, count }) => `${kind.replaceAll('_', ' ')}${count > 1 ? ` (${count} times)` : ''}`))}.`,
    judged,
    arranged(work),
    `Last said: “${asked.text.length > QUOTED ? `${asked.text.slice(0, QUOTED)}…` : asked.text}”`,
  ].filter(text => typeof text === 'string')
  const objected = coaching.objections.map(({ kind, messageNumber }) => ({
    label: `${kind.replaceAll('_', ' ')} in message ${messageNumber}`,
    messageNumber,
  }))
  return {
    text: sentences.join('\n'),
    judged,
    sources: [
      { label: 'the lead’s rows', messageNumber: null },
      ...objected,
      { label: `message ${asked.number}`, messageNumber: asked.number },
    ],
  }
}

/** What to do now, for whoever has the conversation or should take it. */
async function nextStep(ctx: Context, work: GroundWork): Promise<Draft> {
  const { handOff, coaching, asked, mind } = work
  const said = { label: `message ${asked.number}`, messageNumber: asked.number }
  const waits =
    handOff.state === 'waiting'
      ? `Take the conversation over: somebody waits${handOff.since ? ` since ${shortWhen(handOff.since, mind.timeZone)}` : ''}. `
      : ''
  const [card] = coaching.cards
  if (card) {
    const label = `card of message ${card.evidence.messageNumber}`
    return {
      text: `${waits}${card.message}${card.script ? `\nSay: “${card.script}”` : ''}`,
      sources: [{ label, messageNumber: card.evidence.messageNumber }, ...homeSource(work)],
    }
  }
  const agreed = arranged(work)
  if (agreed)
    return { text: `${waits}${agreed} Confirm it, and ask what should be prepared.`, sources: arrangedSource(work) }
  const home = homeOf(work)
  const kinds = coaching.objections.map(({ kind }) => kind.replaceAll('_', ' '))
  if (coaching.stage === 'negotiation' && kinds.length > 0)
    return {
      text: `${waits}Settle ${listed(kinds)} first, then offer a visit${home ? ` to ${home}` : ''}.`,
      sources: [said],
    }
  if (home) {
    const free = await freeTimes(ctx, work)
    const times = free.length > 0 ? ` Free: ${listed(free, 'or')}.` : ''
    return { text: `${waits}Offer a visit to ${home}.${times}`, sources: [said, ...freeSource(free)] }
  }
  const [question] = coaching.questions
  return { text: `${waits}${question ? `Ask: ${question.text}` : 'Ask what they look for.'}`, sources: [said] }
}

/** The home spoken of, else the one liked or looked at last. */
function homeOf({ coaching, mind, lead }: GroundWork): string | null {
  const { interests, views } = lead.summary
  return mind.understood.filters.listing ?? coaching.focus?.name ?? interests[0]?.name ?? views.last[0]?.name ?? null
}

function arranged({ lead, mind }: GroundWork): string | null {
  const next = lead.summary.nextAppointment
  if (!next) return null
  const home = next.listing ? ` to ${next.listing.name}` : ''
  if (next.kind === 'callback')
    return next.dueAt ? `A call is promised by ${shortWhen(next.dueAt, mind.timeZone)}.` : null
  return next.start
    ? `A visit${home} is arranged for ${dayWords(next.start, mind.timeZone)}, ${shortWhen(next.start, mind.timeZone).split(', ')[1]}.`
    : null
}

async function freeTimes(ctx: Context, { mind }: GroundWork): Promise<string[]> {
  return (await nextFree(ctx, { limit: 3 })).map(slot => shortWhen(slot.start, mind.timeZone))
}

const moodWords = (average: number) => (average >= 0.2 ? 'good' : average > -0.2 ? 'neutral' : 'bad')
const freeSource = (free: string[]) => (free.length > 0 ? [{ label: 'the calendar', messageNumber: null }] : [])
const arrangedSource = ({ lead }: GroundWork) =>
  lead.summary.nextAppointment
    ? [{ label: `appointment ${lead.summary.nextAppointment.code}`, messageNumber: null }]
    : []
const homeSource = ({ coaching }: GroundWork) =>
  coaching.focus ? [{ label: coaching.focus.name, messageNumber: null }] : []

/** Each home that a figure comes from, with the date of its row. */
function findingSources({ findings, mind }: GroundWork): Suggestion['sources'] {
  const homes = findings.flatMap(finding => {
    if (finding.tool === 'search') return finding.page
    if (finding.tool === 'facts') return [finding.listing]
    return finding.tool === 'compare' ? finding.listings : []
  })
  const dated = homes.map(home => `${home.name}, as of ${dateWords(home.updatedAt, mind.timeZone)}`)
  const topics = findings.flatMap(finding =>
    finding.tool === 'advice' ? [`the answer text “${finding.topic.replaceAll('_', ' ')}”`] : [],
  )
  return [...new Set([...dated, ...topics])].slice(0, 6).map(label => ({ label, messageNumber: null }))
}
