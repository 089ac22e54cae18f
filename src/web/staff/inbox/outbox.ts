import { useSyncExternalStore } from 'react'
import type { Message } from '../../../conversations/schema.ts'
import { messageOf, Problem, sendJson } from '../../api/client.ts'
import { newId } from '../../api/ids.ts'
import { keep, readKept } from '../../parts/kept.ts'

/** What staff wrote and the server has not said it has. `problem`: it was refused, and waits for whoever wrote it. */
type Unsent = { id: string; text: string; problem: string | null }

const LONGEST_PAUSE_MS = 15_000
const keyOf = (conversationId: string) => `mosaic.inbox.unsent.${conversationId}`
const NONE: Unsent[] = []

const boxes = new Map<string, Unsent[]>()
const running = new Set<string>()
const listeners = new Set<() => void>()
let arrived: (conversationId: string, message: Message) => void = () => {}

/** Who is told of each message that the server has. */
export function onArrived(hear: typeof arrived): void {
  arrived = hear
}

export function useUnsent(conversationId: string): Unsent[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => boxOf(conversationId),
  )
}

export function send(conversationId: string, text: string): void {
  put(conversationId, [...boxOf(conversationId), { id: newId(), text, problem: null }])
  void run(conversationId)
}

export function retry(conversationId: string, id: string): void {
  put(
    conversationId,
    boxOf(conversationId).map(one => (one.id === id ? { ...one, problem: null } : one)),
  )
  void run(conversationId)
}

/** Takes back what was refused, and gives its text. */
export function takeBack(conversationId: string, id: string): string {
  const box = boxOf(conversationId)
  put(
    conversationId,
    box.filter(one => one.id !== id),
  )
  return box.find(one => one.id === id)?.text ?? ''
}

/** What this tab kept is sent on after a reload; the server knows each by its id and takes it once. */
export async function run(conversationId: string): Promise<void> {
  if (running.has(conversationId)) return
  running.add(conversationId)
  let tries = 0
  try {
    for (;;) {
      const next = boxOf(conversationId).find(one => one.problem === null)
      if (!next) return
      try {
        const path = `/api/staff/conversations/${conversationId}/messages`
        const message = await sendJson<Message>('POST', path, { id: next.id, text: next.text })
        tries = 0
        arrived(conversationId, message)
        takeBack(conversationId, next.id)
      } catch (error) {
        if (error instanceof Problem && error.passing) {
          tries += 1
          const wait = error.retryAfter ? error.retryAfter * 1000 : Math.min(500 * 2 ** tries, LONGEST_PAUSE_MS)
          await new Promise(resolve => setTimeout(resolve, wait))
        } else
          put(
            conversationId,
            boxOf(conversationId).map(one => (one.id === next.id ? { ...one, problem: messageOf(error) } : one)),
          )
      }
    }
  } finally {
    running.delete(conversationId)
  }
}

function boxOf(conversationId: string): Unsent[] {
  let box = boxes.get(conversationId)
  if (!box) {
    box = readBox(conversationId)
    boxes.set(conversationId, box)
  }
  return box
}

function readBox(conversationId: string): Unsent[] {
  try {
    const kept: unknown = JSON.parse(readKept('tab', keyOf(conversationId)) ?? '[]')
    return Array.isArray(kept) && kept.length > 0 ? (kept as Unsent[]) : NONE
  } catch {
    return NONE
  }
}

function put(conversationId: string, box: Unsent[]): void {
  boxes.set(conversationId, box)
  keep('tab', keyOf(conversationId), box.length > 0 ? box : null)
  for (const listener of listeners) listener()
}
