import { recallFacts } from '../../people/index.ts'
import type { Mind } from '../mind.ts'
import type { Contact } from '../understand/index.ts'
import type { Workbench } from '../workbench.ts'

/** Who is booked for: this message, else what was said in this conversation, else what is remembered of them. */
export async function contactOf({ ctx, mind, personId }: Workbench): Promise<Contact> {
  const said = saidContact(mind)
  if (said.name && said.phone && said.email) return said
  const facts = await recallFacts(ctx, personId)
  const remembered = (key: keyof Contact) => {
    const value = facts.find(fact => fact.key === key)?.value
    return typeof value === 'string' ? { [key]: value } : {}
  }
  return { ...remembered('name'), ...remembered('phone'), ...remembered('email'), ...said }
}

export function saidContact({ understood, state }: Mind): Contact {
  return { ...state.contact, ...understood.contact }
}

/** A name and a way to reach them are needed; a call needs the phone. */
export function missingOf(contact: Contact, deed: 'visit' | 'callback'): ('name' | 'phone' | 'reach')[] {
  const missing: ('name' | 'phone' | 'reach')[] = contact.name?.trim() ? [] : ['name']
  if (deed === 'callback' && !contact.phone) missing.push('phone')
  if (deed === 'visit' && !contact.phone && !contact.email) missing.push('reach')
  return missing
}

/** The contact as the verbs take it. */
export function contactInput({ name, phone, email }: Contact): { name: string; phone?: string; email?: string } {
  return { name: name ?? '', ...(phone ? { phone } : {}), ...(email ? { email } : {}) }
}

/** "ravi" as the whole answer to "what is your name?". */
export function nameAnswered(text: string, asked: boolean): string | null {
  const words = text
    .trim()
    .replace(/(?<![.!])[.!]+$/, '')
    .split(/\s+/)
  if (!asked || words.length > 3 || !words.every(word => /^\p{L}[\p{L}\p{M}'’.-]*$/u.test(word))) return null
  if (words.some(word => NO_NAME.test(word))) return null
  return words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

const NO_NAME =
  /^(?:u+m+|u+h+|h+m+|er+|oh|ah+|lol|haha|yes|yeah|yep|no|nope|ok|okay|sure|fine|thanks|thank|hi|hello|hey|please|what|why|when|who|where|how|which|cancel|stop|later|leave|it|that|this|more|other|another|show|help|skip|never|mind|not|now|haan|nahi|the|my|you|your|call|visit|book|price|time|day|today|tomorrow|good|great|nice|wait|none|anything|nothing)$/i
