import { randomBytes, randomUUID } from 'node:crypto'
import { type Message, type Part, postMessage } from '../../conversations/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { runTurn } from '../run-turn.ts'
import type { Wish } from '../understand/index.ts'

export type Said = { answer: Message; wish: Wish; streamed: string; parts: Part[] }

/** One visitor who talks to the desk in a test. */
export function openVisitor(ctx: () => Context, assistant: () => Assistant, now?: () => Temporal.Instant) {
  const keyHash = randomBytes(32).toString('hex')
  const own = (): Context => ({ ...ctx(), actor: { kind: 'visitor', keyHash }, ...(now ? { now } : {}) })
  return {
    keyHash,
    ctx: own,
    async say(text: string, options: { ui?: Wish; id?: string } = {}): Promise<Said> {
      const owner = assistant().newOwner()
      const posted = await postMessage(own(), {
        desk: 'sales',
        clientId: options.id ?? randomUUID(),
        text,
        owner,
        ...(options.ui ? { ui: options.ui } : {}),
      })
      let streamed = ''
      const parts: Part[] = []
      const reader = {
        text: (delta: string) => {
          streamed += delta
        },
        part: (part: Part) => {
          parts.push(part)
        },
        wish: () => {},
      }
      const { answer, wish } = await runTurn(own(), assistant(), posted.turn, { owner, reader })
      if (!answer) throw new Error('no answer')
      return { answer, wish: wish as Wish, streamed, parts }
    },
  }
}

export const chipsIn = (parts: readonly Part[]) => parts.flatMap(part => (part.type === 'chips' ? part.chips : []))
export const homesIn = (parts: readonly Part[]) =>
  parts.flatMap(part => (part.type === 'listings' ? part.items.map(item => item.name) : []))
