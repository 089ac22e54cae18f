import { randomUUID } from 'node:crypto'
import type { Caller } from './app.ts'

/** Posts a message as a page does that waits for the whole answer. */
export const post = (caller: Caller, text = 'hello', headers: Record<string, string> = {}, from?: string) =>
  caller.call('POST', '/api/sales/messages', {
    json: { id: randomUUID(), text },
    headers: { accept: 'application/json', ...headers },
    ...(from && { from }),
  })
