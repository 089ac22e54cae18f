import { useCallback, useEffect, useState } from 'react'
import type { Decision, Details, Proven, Shown } from '../../server/first-start/schema.ts'
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
  const [proven, setProven] = useState<Proven | null>(null)
  const isOperator = token !== '' && !closed

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    let isOver = false
    const look = async () => {
      const now = await getJson<Shown>('/api/first-start', stop.signal)
      if (now.phase === 'ready') {
        const proof = isOperator ? await findProof(token, stop.signal) : null
        isOver = true
        return proof ? setProven(proof) : openHouse()
      }
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
      if (!stop.signal.aborted && !isOver) timer = setTimeout(again, isOperator ? OPERATOR_MS : VISITOR_MS)
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
  return {
    ...{ phase: shown?.phase ?? null, percent: shown?.percent ?? null, details, closed, problem, sending, decide },
    ...{ proven, saveReport: (as: 'page' | 'json') => saveReport(token, as, proven?.file ?? 'report') },
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** What the link brought about; nothing where an empty house was chosen, or another link moved. */
async function findProof(token: string, signal: AbortSignal): Promise<Proven | null> {
  try {
    return await getJson<Proven>('/api/first-start/report', signal, bearer(token))
  } catch (error) {
    if (error instanceof Problem && error.code === 'first_start.link_unknown') return null
    throw error
  }
}

/** The key of the link stands in no address, so that a file is asked for here and handed to the browser. */
async function saveReport(token: string, as: 'page' | 'json', file: string): Promise<void> {
  const response = await fetch(`/api/first-start/report-file?as=${as}`, { headers: bearer(token) })
  if (!response.ok) throw new Error('The report is not shown here any more. The console has it, under Health.')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = `${file}.${as === 'page' ? 'html' : 'json'}`
  link.click()
  URL.revokeObjectURL(link.href)
}

/** The page that was asked for; the link's own has nothing more to say. */
export function openHouse(): void {
  forgetToken()
  if (location.pathname === '/first-start') location.replace('/')
  else location.reload()
}
