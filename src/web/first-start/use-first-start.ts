import { useCallback, useEffect, useState } from 'react'
import type { Decision, Details, Shown } from '../../server/first-start/schema.ts'
import { getJson, messageOf, Problem, sendJson } from '../api/client.ts'
import { forgetToken } from './token.ts'

const VISITOR_MS = 5_000
const OPERATOR_MS = 1_000

export type Start = ReturnType<typeof useFirstStart>

/** Asks how far it is until the house is served, and opens then what was asked for. */
export function useFirstStart(token: string) {
  const [shown, setShown] = useState<Shown | null>(null)
  const [details, setDetails] = useState<Details | null>(null)
  const [closed, setClosed] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [sending, setSending] = useState<Decision | null>(null)
  const isOperator = token !== '' && !closed

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      const now = await getJson<Shown>('/api/first-start', stop.signal)
      if (now.phase === 'ready') return openHouse()
      setShown(now)
      if (isOperator && (now.phase === 'undecided' || now.phase === 'moving'))
        setDetails(await getJson<Details>('/api/first-start/details', stop.signal, bearer(token)))
    }
    const again = async () => {
      try {
        await look()
      } catch (error) {
        // An answer that did not come is no news; a link that opens nothing is.
        if (error instanceof Problem && error.code === 'first_start.link_unknown') setClosed(true)
      }
      if (!stop.signal.aborted) timer = setTimeout(again, isOperator ? OPERATOR_MS : VISITOR_MS)
    }
    void again()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [token, isOperator])

  const decide = useCallback(
    async (decision: Decision) => {
      setSending(decision)
      setProblem(null)
      try {
        setDetails(await sendJson<Details>('POST', '/api/first-start/decisions', { decision }, bearer(token)))
      } catch (error) {
        setProblem(messageOf(error))
      } finally {
        setSending(null)
      }
    },
    [token],
  )
  return { phase: shown?.phase ?? null, percent: shown?.percent ?? null, details, closed, problem, sending, decide }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The page that was asked for; the link's own has nothing more to say. */
function openHouse(): void {
  forgetToken()
  if (location.pathname === '/first-start') location.replace('/')
  else location.reload()
}
