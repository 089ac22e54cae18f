import type { Turn } from '../conversations/index.ts'
import type { Context } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { nameAnswered } from './booking/contact.ts'
import type { Mind } from './mind.ts'
import { type DeskState, readState } from './state.ts'
import { readMessage, type UnderstandContext } from './understand/index.ts'

/** A turn as the desk sees it: the message, what it means after all that was said before, and what is held in mind. */
export function readMind(ctx: Context, { settings }: Assistant, turn: Turn, names: Mind['names']): Mind {
  const state = readState(turn.held)
  const { currency, timeZone } = settings
  const { offer, lastIntent } = openQuestion(state)
  const context: UnderstandContext = {
    // The instant of the message, so that "tomorrow" means the same when a turn is answered later.
    now: turn.createdAt.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never' }),
    timeZone,
    currency,
    filters: state.wish,
    shown: state.shown,
    names,
    ...(turn.ui ? { ui: turn.ui } : {}),
    ...(state.focus ? { listing: state.focus } : {}),
    ...(offer ? { offer } : {}),
    ...(lastIntent ? { lastIntent } : {}),
  }
  const { understood, moment } = readMessage(turn.text, context)
  const name = nameAnswered(turn.text, offer === 'contact' && understood.contact === undefined && !moment)
  const told = name && understood.intent !== 'decline' && understood.intent !== 'agree'
  return {
    text: turn.text,
    understood: told ? { ...understood, contact: { name } } : understood,
    moment: moment ?? hourAnswered(turn.text, state, context),
    state,
    names,
    currency,
    timeZone,
    now: ctx.now(),
    number: turn.number,
    waiting: turn.handOff === 'waiting',
  }
}

/** What an answer would belong to, in the words of the understanding. */
function openQuestion({ arranging, offer, lastIntent }: DeskState): Pick<DeskState, 'offer' | 'lastIntent'> {
  if (!arranging || arranging.deed === 'cancel') return { offer, lastIntent }
  const deed = arranging.deed === 'callback' ? 'callback' : 'visit'
  return { offer: offer === null ? null : arranging.ask === 'contact' ? 'contact' : deed, lastIntent: deed }
}

/** "11" as the whole answer to "which one suits you?". */
function hourAnswered(text: string, { arranging, offer }: DeskState, context: UnderstandContext): Mind['moment'] {
  const hour = /^\s*(?:the )?(\d{1,2})(?: (?:one|please))?[.!]?\s*$/i.exec(text)?.[1]
  const asked = arranging?.ask === 'time' && offer !== null
  return asked && hour ? readMessage(`at ${hour}`, context).moment : undefined
}
