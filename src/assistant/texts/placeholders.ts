import { catalogueNames } from '../../catalogue/index.ts'
import type { Context } from '../../storage/index.ts'
import type { AnswerTextKey } from './defaults.ts'

/** What may stand in an answer text, and what stands there when it is said. Values come from rows and settings. */
export const placeholders = {
  business: 'the name of the house',
  homes: 'how many homes are on offer',
  developers: 'how many developers they are of',
} as const
type Placeholder = keyof typeof placeholders

/** Texts that must say something of the house: whom somebody talks to has to be clear. */
export const needed: Partial<Record<AnswerTextKey, readonly Placeholder[]>> = { what_we_do: ['business'] }

const GAP = /\{([^{}]*)\}/g
/** What was left to be filled in by hand. */
const LEFT = /\[[A-Z][A-Z_ ]{2,}\]|\{[^{}]*$|^[^{]*\}/

/** What keeps a text from being said, one sentence each; none where it may be. */
export function problemsOf(key: AnswerTextKey, body: string): string[] {
  const used = [...body.matchAll(GAP)].map(match => match[1]!)
  const unknown = [...new Set(used)].filter(name => !(name in placeholders))
  const missing = (needed[key] ?? []).filter(name => !used.includes(name))
  const known = Object.keys(placeholders)
    .map(name => `{${name}}`)
    .join(', ')
  return [
    ...unknown.map(name => `Nothing can stand for {${name.slice(0, 40)}}. Known: ${known}.`),
    ...missing.map(name => `This text must name {${name}}: ${placeholders[name]}.`),
    ...(LEFT.test(body.replaceAll(GAP, '')) ? ['A gap is left open: fill what stands in brackets.'] : []),
  ]
}

/** The text with its values; undefined where one of them is not to be had. */
export async function fillText(ctx: Context, body: string): Promise<string | undefined> {
  if (!body.includes('{')) return body
  const names = await catalogueNames(ctx)
  const counted = (count: number) => (count > 0 ? count.toLocaleString('en-IN') : undefined)
  const values: Record<string, string | undefined> = {
    business: ctx.business.name || undefined,
    homes: counted(names.listings.length),
    developers: counted(names.developers.length),
  }
  let whole = true
  const text = body.replace(GAP, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) whole = false
    return value ?? ''
  })
  return whole ? text : undefined
}
