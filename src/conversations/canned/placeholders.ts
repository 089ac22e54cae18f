import { refuse } from '../../kernel/refusal.ts'

/** What a kept reply may leave open: the person's name, who answers, and the business. */
const PLACEHOLDERS = ['name', 'me', 'business']
const ANY = /\{([a-z_]+)\}/g

/** Refuses `conversations.placeholder` where a reply leaves something else open than {name}, {me} or {business}. */
export function requireKnownPlaceholders(text: string): void {
  const unknown = [...text.matchAll(ANY)].find(([, key]) => !PLACEHOLDERS.includes(key!))
  if (unknown)
    refuse('invalid', 'conversations.placeholder', {
      message: `${unknown[0]} is none of {name}, {me} and {business}. Take it out or correct it.`,
      field: 'text',
    })
}

/** Refuses `conversations.unfilled` where a text that is to be sent still has a placeholder. */
export function requireFilled(text: string): void {
  const open = [...text.matchAll(ANY)].find(([, key]) => PLACEHOLDERS.includes(key!))
  if (open)
    refuse('invalid', 'conversations.unfilled', {
      message: `Write something in place of ${open[0]} before you send it.`,
      field: 'text',
    })
}
