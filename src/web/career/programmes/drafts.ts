import { newKey } from '../../api/ids.ts'
import { keep, keptKeys, readKeptObject } from '../../parts/kept.ts'
import type { Draft } from './save.ts'
import type { DraftBox } from './saver.ts'

/**
 * Drafts of answers in this browser, one entry per enrolment with its version, prompt and page. An enrolment belongs to one person, so that
 * nobody meets another's draft. Two tabs do not write over each other; what a page left that was closed, reloaded or
 * crashed is taken over by the next one.
 */
const PREFIX = 'mosaic.answer.'
const page = newKey()

/** Held while this page lives; whoever gets it afterwards knows that the page is gone. */
const lockOf = (name: string) => `mosaic.page.${name}`
let held = false
function hold(): void {
  if (held) return
  held = true
  navigator.locks?.request(lockOf(page), () => new Promise<never>(() => undefined))
}

/** `scope`: an enrolment and its version */
export function boxOf(scope: string, prompt: string): DraftBox {
  const key = `${PREFIX}${scope}.${prompt}@${page}`
  return {
    put: draft => {
      hold()
      keep('browser', key, draft)
    },
    clear: () => keep('browser', key, null),
  }
}

export type Left = { prompt: string; draft: Draft; taken: () => void }

/**
 * Gives each draft of an enrolment that a page left, oldest first: at once for pages that are gone, later for one that goes
 * while this page is open.
 */
export function watchLeft(scope: string, found: (left: Left) => void): void {
  const start = `${PREFIX}${scope}.`
  const pages = new Map<string, { key: string; prompt: string }[]>()
  for (const key of keptKeys('browser')) {
    if (!key.startsWith(start)) continue
    const [prompt, owner] = key.slice(start.length).split('@')
    if (!prompt || !owner || owner === page) continue
    pages.set(owner, [...(pages.get(owner) ?? []), { key, prompt }])
  }
  const take = (entries: { key: string; prompt: string }[]) => {
    const drafts = entries.flatMap(({ key, prompt }) => {
      const draft = read(key)
      return draft ? [{ prompt, draft, taken: () => keep('browser', key, null) }] : []
    })
    for (const left of drafts.sort((a, b) => a.draft.at - b.draft.at)) found(left)
  }
  for (const [owner, entries] of pages) {
    if (!navigator.locks) take(entries)
    else navigator.locks.request(lockOf(owner), () => take(entries))
  }
}

/**
 * Gives the drafts of an enrolment's other versions, those of this page too: the enrolment has moved, and nobody sends them as
 * they are. Those of pages that are open wait until these go.
 */
export function watchBehind(id: string, present: number, found: (left: Left & { version: number }) => void): void {
  const start = `${PREFIX}${id}.`
  for (const key of keptKeys('browser')) {
    const [, version, prompt, owner] = key.startsWith(start)
      ? (/^(\d+)\.([\d.]+)@(.+)$/.exec(key.slice(start.length)) ?? [])
      : []
    if (!prompt || !owner || Number(version) === present) continue
    const take = () => {
      const draft = read(key)
      if (draft) found({ version: Number(version), prompt, draft, taken: () => keep('browser', key, null) })
    }
    if (!navigator.locks || owner === page) take()
    else void navigator.locks.request(lockOf(owner), take)
  }
}

function read(key: string): Draft | null {
  const kept = readKeptObject<Draft>('browser', key)
  if (!kept || typeof kept.text !== 'string') return null
  return {
    text: kept.text,
    value: typeof kept.value === 'number' ? kept.value : null,
    basedOn: Number(kept.basedOn) || 0,
    final: kept.final === true,
    settles: kept.settles === true,
    unsure: Array.isArray(kept.unsure) ? kept.unsure : [],
    at: Number(kept.at) || 0,
  }
}
