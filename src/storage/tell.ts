import type { Context } from './context.ts'
import { inTransaction } from './transact.ts'

/** Something changed that open pages show, or that another process may see to at once. A hint only: who hears it reads the rows. */
export type Change = {
  topic: 'conversation' | 'lead' | 'appointment' | 'reminder' | 'catalogue' | 'settings' | 'presence' | 'turn'
  /** Of the row; the person's for a lead */
  id: string
  /** Of a conversation: the number of its newest message */
  number?: number
  /** Whose pages show it, where the topic alone does not say */
  desk?: 'sales' | 'career'
}

/**
 * Tells open pages, of every process, that something changed: after the commit of the open transaction, or at once outside of
 * one. A hint may be lost with its process; whoever listens also looks by itself from time to time.
 */
export function tell(ctx: Context, change: Change): void {
  if (inTransaction(ctx) && ctx.told) ctx.told.push(change)
  else ctx.publish?.([change])
}
