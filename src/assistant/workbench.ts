import type { Wish } from '../catalogue/index.ts'
import type { Context } from '../storage/index.ts'
import type { Mind } from './mind.ts'

/** What every tool of a turn works on. The person is the context's, never the model's to choose. */
export type Workbench = {
  ctx: Context
  /** The context for verbs that write: it remembers nothing of what it read. */
  write: Context
  mind: Mind
  personId: string
  messageId: string
  conversationId: string
  /** When the message was written. */
  saidAt: Temporal.Instant
  /** Which ways of sending are switched on. */
  channels: { email: boolean; phone: boolean }
  /** The wish as understood: no tool call can leave it. */
  wish: Wish
  /** Whether the caller is the plan itself, whose wishes are the visitor's own or were announced to them. */
  trusted: boolean
  /** Names of the homes that this turn has listed so far. */
  listed: string[]
}
