import type { QueryClient } from '@tanstack/react-query'
import { registerLeaving } from '../../account/leaving.ts'
import { type Enrolment, keyOf, placeNow, refresh, storedOf, tellTabs, transportOf } from './api.ts'
import { boxOf, watchBehind, watchLeft } from './drafts.ts'
import { isUnsaved, NOTHING, type Stored } from './save.ts'
import { type Clock, createSaver, type Saver } from './saver.ts'

/** All answers of one enrolment that this page writes. It outlives the page of a prompt: what is not sent goes on being sent. */
export type Desk = {
  saver: (prompt: string) => Saver
  /** Prompts whose text stands in two versions */
  conflicts: () => string[]
  /** A number that changes with every change at the desk */
  turn: () => number
  subscribe: (listener: () => void) => () => void
  hear: (enrolment: Enrolment) => void
  /** What was typed for questions of another version that this one asks no more: on this device alone */
  behind: () => readonly Behind[]
}
export type Behind = { version: number; prompt: string; text: string; discard: () => void }

const clock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

const desks = new Map<string, { version: number; desk: Desk; all: () => Saver[]; retire: () => void }>()
const everySaver = () => [...desks.values()].flatMap(({ all }) => all())

let listening = false
function listen(): void {
  if (listening) return
  listening = true
  addEventListener('pagehide', () => {
    for (const saver of everySaver()) saver.hide()
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') for (const saver of everySaver()) saver.leave()
  })
  addEventListener('online', () => {
    for (const saver of everySaver()) saver.retry()
  })
}

/** Sends what is not sent yet; gives whether all of an enrolment is on the server then. */
export async function settleDesk(id: string): Promise<boolean> {
  const all = desks.get(id)?.all() ?? []
  return (await Promise.all(all.map(one => one.settled()))).every(Boolean)
}

export function deskOf(enrolment: Enrolment, queries: QueryClient): Desk {
  listen()
  const { id, version } = enrolment
  const known = desks.get(id)
  if (known?.version === version) return known.desk
  // The same key asks something else in another version: what was written to the one is never sent to the other.
  known?.retire()
  for (const one of known?.all() ?? []) one.halt()
  const savers = new Map<string, Saver>()
  const listeners = new Set<() => void>()
  let behind: Behind[] = []
  let turn = 0
  let answers = new Map(enrolment.answers.map(answer => [answer.prompt, storedOf(answer)]))

  const tell = () => {
    turn++
    for (const listener of listeners) listener()
  }
  const saver = (prompt: string): Saver => {
    const open = savers.get(prompt)
    if (open) return open
    const made = createSaver({
      stored: answers.get(prompt) ?? NOTHING,
      clock,
      transport: transportOf({ enrolment: id, version, prompt }, () => void refresh(queries, id)),
      box: boxOf(`${id}.${version}`, prompt),
      onSaved: stored => noteSaved(queries, id, prompt, stored),
    })
    made.subscribe(tell)
    savers.set(prompt, made)
    return made
  }
  const desk: Desk = {
    saver,
    conflicts: () => [...savers].filter(([, one]) => one.state().theirs !== null).map(([prompt]) => prompt),
    turn: () => turn,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hear: heard => {
      answers = new Map(heard.answers.map(answer => [answer.prompt, storedOf(answer)]))
      for (const [prompt, one] of savers) {
        const stored = answers.get(prompt)
        if (stored) one.heard(stored)
      }
    },
    behind: () => behind,
  }
  const unregister = registerLeaving({
    what: `your answers in “${enrolment.title}”`,
    kept: 'mosaic.answer.',
    save: async () => (await Promise.all([...savers.values()].map(one => one.settled()))).every(Boolean),
    forget: () => {
      for (const one of savers.values()) one.end()
      desks.delete(id)
      unregister()
    },
  })
  // Closing a window with words that are nowhere but here is asked about first.
  const onClosing = (event: BeforeUnloadEvent) => {
    if ([...savers.values()].some(one => one.state().trouble?.passing === false && isUnsaved(one.state())))
      event.preventDefault()
  }
  addEventListener('beforeunload', onClosing)
  const retire = () => {
    unregister()
    removeEventListener('beforeunload', onClosing)
  }
  desks.set(id, { version, desk, all: () => [...savers.values()], retire })
  watchLeft(`${id}.${version}`, ({ prompt, draft, taken }) => saver(prompt).adopt(draft, taken))
  // What was typed for another version comes to where this one asks the same, beside what stands there; the rest is shown.
  watchBehind(id, version, ({ draft, taken, ...left }) => {
    if (draft.text.trim() === '' && draft.value === null) return taken()
    void placeNow({ ...left, enrolment: id }, draft.text).then(prompt => {
      if (prompt === undefined) return
      if (prompt !== null)
        return saver(prompt).adopt({ ...draft, basedOn: 0, final: false, settles: false, unsure: [] }, taken)
      const one: Behind = {
        ...left,
        text: draft.text,
        discard: () => {
          taken()
          behind = behind.filter(other => other !== one)
          tell()
        },
      }
      behind = [...behind, one]
      tell()
    })
  })
  return desk
}

/** What was just saved stands in what the page has read; a fixed answer moves more than itself. */
function noteSaved(queries: QueryClient, id: string, prompt: string, stored: Stored): void {
  if (stored.revision === 0) return
  queries.setQueryData<Enrolment>(keyOf.enrolment(id), old => {
    if (!old) return old
    const before = old.answers.find(answer => answer.prompt === prompt)
    if (before && before.revision > stored.revision) return old
    const { text, value, revision, savedAt, final } = stored
    const answer = {
      prompt,
      text,
      value,
      revision,
      savedAt: savedAt ?? new Date().toISOString(),
      state: final ? ('final' as const) : ('draft' as const),
      answered: final || (before?.answered ?? false),
      private: before?.private ?? false,
      byOrder: (before?.byOrder ?? false) && before?.revision === revision,
    }
    return { ...old, answers: [...old.answers.filter(one => one.prompt !== prompt), answer] }
  })
  void queries.invalidateQueries({ queryKey: ['revisions', id, prompt] })
  if (stored.final) void refresh(queries, id)
  else tellTabs(id)
}
