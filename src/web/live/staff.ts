import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { StaffThread } from '../../conversations/schema.ts'
import type { Changed, HandOffEvent, Hello, LiveMessage, StaffPresence } from '../../server/live/schema.ts'
import type { LiveEvent } from './events.ts'
import { type Following, follow } from './follow.ts'

/** What the console knows of its stream. */
export type StaffLive = {
  /** Whether what happens in the open conversation is heard */
  up: boolean
  /** Whether what happens elsewhere is heard too; else pages look by themselves */
  hints: boolean
  /** Who is there in the open conversation, oneself included; null until it is known */
  presence: StaffPresence | null
  /** Who speaks in it; null until it is known */
  handOff: HandOffEvent | null
}

const QUIET: StaffLive = { up: false, hints: false, presence: null, handOff: null }
const SLOW_MS = 60_000
/** Lists are asked for anew at most this often, however much happens. */
const AGAIN_MS = 1_500

/** Where the open conversation's `StaffThread` is kept; a message that is heard is added to its `thread`. */
export const threadKey = (id: string) => ['staff', 'conversations', 'one', id] as const

/** What is shown of each topic, by the beginning of its keys. */
const SHOWN: Record<Changed['topic'], readonly string[][]> = {
  conversation: [['staff', 'conversations']],
  presence: [],
  lead: [['staff', 'leads']],
  appointment: [
    ['staff', 'appointments'],
    ['staff', 'appointment'],
    ['staff', 'callbacks'],
    ['staff', 'workload'],
  ],
  reminder: [['staff', 'reminders']],
  catalogue: [
    ['admin', 'listings'],
    ['admin', 'jobs'],
    ['admin', 'imports'],
  ],
  settings: [['staff', 'settings'], ['admin', 'settings'], ['config']],
  all: [['staff']],
}

/** What a change of somebody's row does not touch. */
const STILL = new Set<unknown>(['views', 'tags'])
const ROW = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

let state: StaffLive = QUIET
const listeners = new Set<() => void>()
/** Pages that want a conversation, the newest last; `null` wants the rest alone. */
const wanted: { id: string | null }[] = []
let following: Following | undefined
let current: string | null = null
let newest: number | null = null
/** When the stream was asked for. */
let opened = 0
let queries: QueryClient | undefined

/**
 * Keeps the console's one stream open and hears of `conversationId` through it: its messages are put into the thread under
 * `threadKey`, whatever else changed is asked for anew by its keys. Any number of parts may call it; the conversation wanted
 * last is heard. Begin with `null` where no conversation is open.
 */
export function useStaffLive(conversationId: string | null): StaffLive {
  const client = useQueryClient()
  useEffect(() => {
    queries = client
    const mine = { id: conversationId }
    wanted.push(mine)
    settle()
    return () => {
      wanted.splice(wanted.indexOf(mine), 1)
      settle()
    }
  }, [client, conversationId])
  return useSyncExternalStore(subscribe, () => state)
}

/** For `refetchInterval`: so often while nothing is heard by itself, and once a minute while it is. */
export function every(ms: number): () => number {
  return () => (state.hints ? Math.max(ms, SLOW_MS) : ms)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(change: Partial<StaffLive>) {
  state = { ...state, ...change }
  for (const listener of listeners) listener()
}

function settle() {
  // Effects of one render come one after another: what they want together is settled once.
  queueMicrotask(() => {
    const id = wanted.findLast(one => one.id !== null)?.id ?? null
    if (following && wanted.length > 0 && id === current) return
    following?.close()
    following = undefined
    current = id
    newest = null
    set({ ...QUIET, hints: wanted.length > 0 && state.hints })
    if (wanted.length === 0) return
    following = follow({
      path: () => addressOf(id),
      heard: event => hear(id, event),
      up: up => (up ? set({ up }) : down()),
      over: down,
    })
  })
}

function addressOf(id: string | null): string {
  opened = Date.now()
  if (!id) return '/api/staff/live'
  const known = newest ?? queries?.getQueryData<StaffThread>(threadKey(id))?.thread.at(-1)?.number
  return `/api/staff/live?conversation=${id}${known === undefined ? '' : `&after=${known}`}`
}

/** What was missed from now on is looked for as quickly as before. */
function down() {
  const heard = state.hints || state.up
  set({ ...QUIET })
  if (heard) refresh(['staff'])
}

function hear(id: string | null, event: LiveEvent) {
  const data = JSON.parse(event.data) as unknown
  switch (event.name) {
    case 'hello': {
      const { conversation, by } = data as Hello
      const hints = by === 'notify'
      // What was read before this stream began may have changed since.
      void queries?.invalidateQueries({ queryKey: ['staff'], predicate: ({ state }) => state.dataUpdatedAt < opened })
      set({ hints, handOff: conversation && { state: conversation.state, speaker: conversation.speaker } })
      return
    }
    case 'message':
      return add(id!, data as LiveMessage)
    case 'hand_off':
      set({ handOff: data as HandOffEvent })
      return refresh(['staff', 'conversations'])
    case 'presence':
      return set({ presence: data as StaffPresence })
    case 'changed': {
      const { topic, id: changed } = data as Changed
      const isRow = topic === 'conversation' || topic === 'lead'
      for (const key of SHOWN[topic]) refresh(key, isRow ? changed : null)
    }
  }
}

/** By its number alone: what is there already stays. */
function add(id: string, message: LiveMessage) {
  newest = Math.max(newest ?? 0, message.number)
  queries?.setQueryData<StaffThread>(threadKey(id), one => {
    if (!one || one.thread.some(other => other.number === message.number)) return one
    return {
      ...one,
      thread: [...one.thread, message].sort((a, b) => a.number - b.number),
      messages: Math.max(one.messages, message.number),
      lastMessage: { author: message.author, text: message.text.slice(0, 280), createdAt: message.createdAt },
    }
  })
}

const last = new Map<string, number>()
/** What is asked for anew in a moment: which rows of it, null where it may be any. */
const planned = new Map<string, Set<string> | null>()

/** At once, and then at most once in a while. What is shown of another row alone (its id is in the key) stays. */
function refresh(queryKey: readonly string[], id: string | null = null) {
  const name = queryKey.join('/')
  const ids = planned.get(name)
  if (ids !== undefined) {
    if (id === null) planned.set(name, null)
    else ids?.add(id)
    return
  }
  planned.set(name, id === null ? null : new Set([id]))
  const wait = Math.max(0, (last.get(name) ?? 0) + AGAIN_MS - Date.now())
  setTimeout(() => {
    const changed = planned.get(name)
    planned.delete(name)
    last.set(name, Date.now())
    void queries?.invalidateQueries({
      queryKey,
      predicate: ({ queryKey: key }) => {
        const rows = key.filter(part => typeof part === 'string' && ROW.test(part)) as string[]
        return !changed || (!STILL.has(key[2]) && (rows.length === 0 || rows.some(row => changed.has(row))))
      },
    })
  }, wait)
}
