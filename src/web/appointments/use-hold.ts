import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { ask, messageOf, Problem } from '../api/client.ts'
import type { Appointment, Slot } from '../api/types.ts'
import { slotsKey } from './picker.tsx'
import { alternativesOf } from './send.ts'

/** A start that is kept for this visitor; without a `code` it is only wished for, as nothing can be kept just now. `deadline` is the end of the hold on this device's clock, which may be wrong. */
export type Held = { code: string; start: string; end: string; timeZone: string; until: string; deadline: number }

export type Trouble = { text: string; alternatives: Slot[] }

/** A visitor has one hold: taking it in one tab ends it in the others, which learn of it here. */
const CHANNEL = 'mosaic.hold'

async function hold(start: string, listing: string | undefined): Promise<Held> {
  const response = await ask('/api/holds', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ start, ...(listing && { listing }) }),
  })
  const made = (await response.json()) as Appointment
  const ahead = Date.parse(response.headers.get('date') ?? '') - Date.now()
  const until = made.holdUntil ?? made.createdAt
  const deadline = Date.parse(until) - (Number.isFinite(ahead) ? ahead : 0)
  return { code: made.code, start: made.start!, end: made.end!, timeZone: made.timeZone, until, deadline }
}

/** Taking, keeping and losing a hold. `held` lives in the form's draft, so that a reload goes on with it. */
export function useHold(listing: string | undefined, held: Held | null, onHeld: (held: Held | null) => void) {
  const queries = useQueryClient()
  const { timeZone } = useBusiness()
  const [busy, setBusy] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [note, setNote] = useState<string | null>(null)
  const channel = useRef<BroadcastChannel | null>(null)
  const current = useRef({ held, onHeld })
  current.current = { held, onHeld }

  useEffect(() => {
    if (typeof BroadcastChannel === 'undefined') return
    const opened = new BroadcastChannel(CHANNEL)
    channel.current = opened
    opened.addEventListener('message', ({ data }) => {
      const { held: mine, onHeld: change } = current.current
      if (!mine || mine.code === data) return
      change({ ...mine, deadline: 0 })
      setNote('You chose a time in another window, so this one is not kept any more.')
    })
    return () => opened.close()
  }, [])

  /** Gives the hold, or null where the start could not be had: `trouble` says why then. */
  const take = async (start: string): Promise<Held | null> => {
    setBusy(start)
    setTrouble(null)
    setNote(null)
    try {
      const made = await hold(start, listing)
      onHeld(made)
      channel.current?.postMessage(made.code)
      return made
    } catch (error) {
      if (error instanceof Problem && error.code === 'storage.unreachable') {
        const wished = { code: '', start, end: start, timeZone, until: start, deadline: 0 }
        onHeld(wished)
        return wished
      }
      refused(error)
      return null
    } finally {
      setBusy(null)
    }
  }
  /** The start is gone: back to choosing, with what is free instead. */
  const refused = (error: unknown) => {
    const alternatives = alternativesOf(error)
    setTrouble({ text: messageOf(error), alternatives })
    void queries.invalidateQueries({ queryKey: slotsKey })
  }
  const lose = (error: unknown) => {
    onHeld(null)
    refused(error)
  }
  const letGo = () => {
    const mine = current.current.held
    onHeld(null)
    setNote(null)
    if (mine?.code)
      void ask(`/api/holds/${mine.code}`, { method: 'DELETE' })
        .catch(() => undefined)
        .finally(() => queries.invalidateQueries({ queryKey: slotsKey }))
  }
  return { busy, trouble, note, setNote, take, lose, letGo }
}
