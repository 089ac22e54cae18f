import type { PersonPart } from './part.ts'
import { peoplePart } from './people-part.ts'

const registered = new Map<string, PersonPart>()

/**
 * Called by the composition root, lower domains first. Parts are erased in the reverse order, so that rows go before those
 * that they refer to. The same name again replaces the part, in the new place.
 */
export function registerPersonPart(part: PersonPart): void {
  registered.delete(part.name)
  registered.set(part.name, part)
}

/** Lower domains first; people themselves are the lowest. */
export function personParts(): PersonPart[] {
  return [peoplePart, ...registered.values()]
}
