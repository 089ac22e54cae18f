import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { KeptAnswer } from '../../outage/schema.ts'
import type { Appointment } from '../api/types.ts'
import { buttonClass } from '../parts/button.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { postPatiently } from './send.ts'

/** Sends a form that makes an appointment, once at a time and for as long as it takes, and leads to what was made. */
export function usePosting(
  path: string,
  requestKey: string,
  {
    onMade,
    onKept,
    onRefused,
  }: { onMade: () => void; onKept: (sentence: string) => void; onRefused: (error: unknown) => void },
) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [waiting, setWaiting] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const under = useRef<AbortController | null>(null)
  useEffect(() => () => under.current?.abort(), [])
  const post = async (body: unknown) => {
    if (under.current) return
    const controller = new AbortController()
    under.current = controller
    setSending(true)
    try {
      const wait = ({ message }: { message: string }) => setWaiting(message)
      const made = await postPatiently<Appointment | KeptAnswer>(path, body, requestKey, wait, controller.signal)
      if ('kept' in made) {
        onMade()
        onKept(made.sentence)
        return
      }
      onMade()
      queries.setQueryData(['appointment', made.code], made)
      void queries.invalidateQueries({ queryKey: ['appointments'] })
      await navigate({
        to: '/appointments/$code',
        params: { code: made.code },
        search: { booked: '1' },
        replace: true,
      })
    } catch (error) {
      if (!controller.signal.aborted) onRefused(error)
    } finally {
      under.current = null
      setSending(false)
      setWaiting(null)
    }
  }
  return { post, sending, waiting }
}

/** What stands in place of a form whose wish the server keeps: it cannot look whether the time is free, and promises nothing. */
export function KeptWish({ sentence, alone = false }: { sentence: string; alone?: boolean }) {
  return (
    <Empty
      title="We have your wish"
      alone={alone}
      action={
        <Link to="/" className={buttonClass('primary')}>
          To the conversation
        </Link>
      }
    >
      {sentence}
    </Empty>
  )
}

/** What went wrong with a form, and what it still waits for. */
export function FormTrouble({ problem, waiting }: { problem: string | null; waiting: string | null }) {
  return (
    <>
      {problem && (
        <Notice tone="bad" live>
          {problem}
        </Notice>
      )}
      {waiting && (
        <Notice tone="warn" live>
          {waiting} What you wrote is kept, and we try again by ourselves.
        </Notice>
      )}
    </>
  )
}
