import type { Part } from '../../conversations/index.ts'
import type { Enrolment } from '../../programmes/index.ts'
import { type OpenPrompt, showPrompt } from './programme.ts'
import { BUTTONS } from './reading/read-message.ts'
import type { StoredReading } from './readings.ts'
import { acknowledge, crisisText, isGreeting } from './words.ts'

export type Reply = { text: string; parts: Part[] }

export type Setting = {
  text: string
  /** Chooses among equal wordings, the same whenever the turn is answered again */
  number: number
  reading: StoredReading
  enrolment: Enrolment | null
  crisisLines: string[]
  /** The library's prompt for this message, where the reply ends in one */
  reflection: string | null
  /** A model's words for the acknowledgement, the brief answer to a question, or the whole of a talk */
  model: string | null
}

/** One reply a turn: what was understood, then at most one question. */
export function compose(setting: Setting): Reply {
  const { reading, enrolment } = setting
  const next = enrolment && reading.did.next ? showPrompt(enrolment, reading.did.next) : null
  const text = lines(...said(setting, next))
  return { text, parts: partsOf(setting, next) }
}

function said(setting: Setting, next: OpenPrompt | null): (string | null)[] {
  const { reading, model, text, number } = setting
  const { did } = reading
  const asked = next ? next.text : null
  switch (reading.kind) {
    case 'crisis':
      return [crisisText(setting.crisisLines)]
    case 'control':
      return controlled(setting, next)
    case 'reply':
      return replied(setting, next)
    case 'question':
      return [
        model ??
          (next?.help
            ? `Take it in whatever sense is useful to you. ${next.help}`
            : 'Take it in whatever sense is useful to you; there is no wrong way to answer.'),
        asked,
      ]
    case 'draft':
      return [
        `I have kept “${short(text)}”.`,
        next?.kind === 'rating'
          ? 'Which number from 1 to 10 would you put on it?'
          : 'Could you say a little more about it, so that it is worth reading to you in a month?',
      ]
    case 'answer':
      return [model ?? acknowledge(text, reading.tone, number), ...goingOn(setting, next)]
    case 'chat':
      if (did.refused) return [REFUSED]
      if (model) return [model, offer(reading)]
      return [
        isGreeting(text) ? 'It is good that you are here.' : acknowledge(text, reading.tone, number),
        offer(reading) ?? setting.reflection,
      ]
  }
}

/** After something was settled: the next prompt, what the programme wants first, or its end. */
function goingOn({ reading, enrolment }: Setting, next: OpenPrompt | null): (string | null)[] {
  const { did } = reading
  if (did.refused) return [REFUSED]
  if (did.completed)
    return [
      offer(reading),
      `That was the last question of ${enrolment?.title ?? 'the programme'}. Your summary is ready, question by question.`,
    ]
  if (next) return [offer(reading), next.text]
  return [
    offer(reading),
    did.gate ?? 'Everything that can be answered now is answered. The programme goes on when your review date comes.',
  ]
}

function controlled({ reading, enrolment }: Setting, next: OpenPrompt | null): (string | null)[] {
  const { did } = reading
  switch (did.control) {
    case 'pause':
      return ['Shall we pause here, with everything kept as it is?']
    case 'person':
      return [HANDED]
    case 'skip':
      return ['We leave that one open; you can come back to it at any time.', next?.text ?? did.gate ?? null]
    case 'back':
      return [
        'Here it is again. What you write now becomes the newest answer; the earlier one stays readable.',
        next?.text ?? null,
      ]
    case 'repeat':
      return [next?.text ?? null]
    case 'resume':
      if (next) return [did.resumed ? 'Welcome back. We go on where you left off.' : null, next.text]
      return [
        enrolment
          ? 'There is nothing to answer in it at the moment.'
          : 'You have no programme under way. You can begin one on the page Programme; here we can talk about whatever is on your mind.',
      ]
    default:
      return [
        next
          ? 'Answer in your own words, as briefly or as fully as you like. You can also write: back, skip, repeat, pause, or “talk to a person”. Whatever you write is kept.'
          : 'Write about whatever is on your mind, and I will answer with a thought and a question. You can begin a guided programme on the page Programme, or write “talk to a person” to bring in a coach.',
        next?.text ?? null,
      ]
  }
}

const HANDED =
  'I have asked a coach to join you here. They will answer in this conversation as soon as they can; until then you can go on writing, and all of it is kept.'

const REFUSED = 'Your message is kept here. I could not put it into the programme just now; you can do so on its page.'

function replied(setting: Setting, next: OpenPrompt | null): (string | null)[] {
  const { reading, text, number } = setting
  const { did } = reading
  if (did.reply === 'nothing')
    return [
      `You wrote “${short(text)}”, and I am not sure what it answers, so nothing is put down yet.`,
      next?.text ?? 'What would you like to say about it?',
    ]
  if (did.handedOff) return [HANDED]
  if (did.refused && did.settled === 'pause')
    return ['There is nothing to pause any more. Everything is kept as it is.', next?.text ?? null]
  if (did.refused) return goingOn(setting, next)
  if (did.paused) return ['Paused. Everything is kept as it is; write “resume” whenever you would like to go on.']
  if (did.saved) return ['Taken as your answer.', ...goingOn(setting, next)]
  if (did.resumed) return ['Good, we go on where you left off.', next?.text ?? null]
  if (did.settled === 'hand_off')
    return ['As you like; you can ask for a coach at any time.', next?.text ?? setting.reflection]
  if (did.settled === 'pause') return ['Good, we go on.', next?.text ?? null]
  if (did.settled === 'take' && did.refused) return [REFUSED, next?.text ?? null]
  if (did.settled === 'take')
    return ['Then it stays a question, and the answer is still yours to give.', next?.text ?? null]
  return [acknowledge(text, reading.tone, number), next?.text ?? setting.reflection]
}

const OFFERS: Record<string, string> = {
  frustrated: 'This has been hard going for a few messages now. If you like, a coach, a human one, can join you here.',
  requested:
    'It sounds as if somebody near to you may be in danger, and that comes first. If they might act on it, stay with them and call your local emergency number. If you like, a coach, a human one, can join you here.',
  stuck: 'It has been quiet around your experiment for a while. If you like, a coach can look at it together with you.',
  low_confidence:
    'Your confidence has gone down while you were trying things, which deserves more than my company. If you like, a coach can join you here.',
}

function offer({ asks, asksReason }: StoredReading): string | null {
  return asks === 'hand_off' ? (OFFERS[asksReason ?? ''] ?? OFFERS.frustrated!) : null
}

function partsOf({ reading, enrolment, crisisLines }: Setting, next: OpenPrompt | null): Part[] {
  const parts: Part[] = []
  if (reading.kind === 'crisis') return [{ type: 'crisis', lines: crisisLines }]
  const showsPrompt = next && !reading.did.handedOff && reading.asks !== 'pause'
  if (showsPrompt && enrolment)
    parts.push({
      type: 'prompt',
      programme: enrolment.programme,
      prompt: next.key,
      place: next.place,
      text: next.text,
      help: next.help,
    })
  if (enrolment && (reading.did.completed || (reading.did.saved && reading.did.gate && !next)))
    parts.push({
      type: 'link',
      label: reading.did.completed ? 'Open the summary' : 'Open the form',
      to: `/career/programmes/${enrolment.programme}`,
    })
  if (reading.did.handedOff) parts.push({ type: 'hand_off', state: 'waiting', text: 'A coach will answer here' })
  const buttons = reading.asks && BUTTONS[reading.asks]
  if (buttons) parts.push({ type: 'chips', chips: [buttons.yes, buttons.no].map(label => ({ label, text: label })) })
  return parts
}

/** At most one question: where a reply would ask twice, what comes last asks. */
function lines(...said: (string | null)[]): string {
  return said.filter(Boolean).join('\n\n')
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 80 ? line : `${line.slice(0, 79).trimEnd()}…`
}
