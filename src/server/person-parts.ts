import { accountPart } from '../accounts/index.ts'
import { conversationPart } from '../conversations/index.ts'
import { registerPersonPart } from '../people/index.ts'

/**
 * What every domain keeps about a person, lower domains first; for the server and for the CLI. A domain with a table that
 * leads to a person adds its part here, or a test fails.
 */
export function registerPersonParts(): void {
  for (const part of [accountPart, conversationPart]) registerPersonPart(part)
}
