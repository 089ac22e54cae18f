import { type PointerEvent, useEffect, useRef, useState } from 'react'
import type { StaffAppointment } from '../../api/types.ts'

/** Where somebody lets a visit go: a date, the minute of that day, and with whom; what is null stays as it was. */
export type Spot = { date: string; minute: number | null; staffId: string | null }
export type Drop = { appointment: StaffAppointment; spot: Spot }

/** So far a pressed pointer moves before it drags: less is a click. */
const SLACK = 6

/** What can be moved by hand: what is agreed and still to come. */
export const isMovable = ({ status, kind, start }: StaffAppointment, now = Date.now()) =>
  kind !== 'callback' && (status === 'pending' || status === 'confirmed') && start !== null && Date.parse(start) > now

/** The start that is meant by a minute on the page: the nearest of every `step` minutes from `opens`. */
export function snap(minute: number, { opens, step }: { opens: number; step: number }): number {
  const snapped = opens + Math.round((minute - opens) / step) * step
  return Math.min(Math.max(snapped, 0), 1440 - step)
}

/**
 * Drags a visit with a mouse or pen; a finger scrolls, and has the sheet of the visit. `spotAt` says what lies under the pointer,
 * `lift` is how far below the visit's top it was taken. Escape lets go of it where it was.
 */
export function useDrag(
  spotAt: (appointment: StaffAppointment, at: { x: number; y: number; lift: number }) => Spot | null,
  onDrop: (drop: Drop) => void,
) {
  const [drag, setDrag] = useState<{ appointment: StaffAppointment; spot: Spot | null } | null>(null)
  const latest = useRef({ spotAt, onDrop })
  latest.current = { spotAt, onDrop }
  const end = useRef(() => {})
  useEffect(() => () => end.current(), [])

  const take = (appointment: StaffAppointment) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || event.pointerType === 'touch' || event.ctrlKey || event.metaKey) return
    if (!isMovable(appointment)) return
    const from = { x: event.clientX, y: event.clientY }
    const lift = event.clientY - event.currentTarget.getBoundingClientRect().top
    let spot: Spot | null = null
    let dragging = false
    const moved = (event: globalThis.PointerEvent) => {
      if (!dragging && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLACK) return
      dragging = true
      getSelection()?.removeAllRanges()
      spot = latest.current.spotAt(appointment, { x: event.clientX, y: event.clientY, lift })
      setDrag({ appointment, spot })
    }
    const done = () => {
      end.current()
      if (!dragging) return
      withoutClick()
      if (spot) latest.current.onDrop({ appointment, spot })
    }
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      end.current()
      if (dragging) addEventListener('pointerup', withoutClick, { once: true })
    }
    // A link would be dragged by the browser in its own way.
    const itself = (event: Event) => event.preventDefault()
    end.current = () => {
      removeEventListener('pointermove', moved)
      removeEventListener('pointerup', done)
      removeEventListener('pointercancel', end.current)
      removeEventListener('keydown', pressed)
      removeEventListener('dragstart', itself)
      setDrag(null)
    }
    addEventListener('pointermove', moved)
    addEventListener('pointerup', done)
    addEventListener('pointercancel', end.current)
    addEventListener('keydown', pressed)
    addEventListener('dragstart', itself)
  }
  return { drag, take }
}

/** A press that dragged ends in a click on the link that was dragged: it was not meant. */
function withoutClick() {
  const still = (event: Event) => {
    event.preventDefault()
    event.stopPropagation()
  }
  addEventListener('click', still, { capture: true, once: true })
  setTimeout(() => removeEventListener('click', still, { capture: true }), 0)
}
