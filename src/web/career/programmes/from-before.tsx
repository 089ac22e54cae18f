import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  type Brought,
  type LocalKey,
  localKeys,
  readLocalState,
  type SessionTicket,
  TICKET_KEY,
  ticketPattern,
} from '../../../legacy/browser/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { keep, readKept, readKeptObject } from '../../parts/kept.ts'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { useAccount } from '../../staff/account.ts'
import { formatDate } from '../../words/time.ts'
import { keyOf } from './api.ts'
import { Unfold } from './unfold.tsx'
import { useZone } from './zone.ts'

/** Under which this browser keeps what was answered to an offer, by what was offered. */
const ANSWERED = 'mosaic.from-before'
const TICKETS = ['legacy-tickets']

type Found = { key: LocalKey; state: string; mark: string; answers: number; experiments: number }

/** What an earlier application left under its own keys; it is read and left in place. */
function findStates(): Found[] {
  return localKeys.flatMap(key => {
    const state = readKept('browser', key)
    const read = state === null ? undefined : readLocalState(key, state)
    if (state === null || !read || read.answers.length + read.experiments.length === 0) return []
    return [{ key, state, mark: markOf(state), answers: read.answers.length, experiments: read.experiments.length }]
  })
}

function markOf(text: string): string {
  let sum = 5381
  for (let at = 0; at < text.length; at++) sum = (sum * 33 + text.charCodeAt(at)) % 4_294_967_296
  return `${text.length}.${sum}`
}

const NAMES: Record<LocalKey, string> = {
  ps101_state: 'the seven steps',
  ps101_v2_state: 'the ten steps',
  ps101_simple_state: 'the eight questions',
}

/** Offers somebody who is signed in what an earlier application left in this browser. Declined, it waits in a line that unfolds. */
export function FromBefore() {
  const account = useAccount()
  const [states] = useState(findStates)
  const [ticket] = useState(() => readKept('browser', TICKET_KEY)?.trim() ?? '')
  const [answered, setAnswered] = useState(() => readKeptObject<Record<string, string>>('browser', ANSWERED) ?? {})
  const hasTicket = ticketPattern.test(ticket)
  // What was just brought stays in sight.
  const [isFolded, fold] = useState(
    () => states.every(({ key, mark }) => answered[key] === mark) && (!hasTicket || Boolean(answered[TICKET_KEY])),
  )
  if (!account.data || (states.length === 0 && !hasTicket)) return null
  const answer = (marks: Record<string, string>) => {
    const now = { ...answered, ...marks }
    setAnswered(now)
    keep('browser', ANSWERED, now)
  }
  const all = Object.fromEntries(states.map(({ key, mark }) => [key, mark]))
  const offer = (
    <div className="flex flex-col gap-5">
      {states.map(found => (
        <State key={found.key} found={found} onBrought={() => answer({ [found.key]: found.mark })} />
      ))}
      {hasTicket && <Ticket ticket={ticket} onTaken={() => answer({ [TICKET_KEY]: 'taken' })} />}
    </div>
  )
  if (isFolded)
    return (
      <div className="mt-6">
        <Unfold title="From before, in this browser">{offer}</Unfold>
      </div>
    )
  return (
    <section aria-labelledby="from-before" className="mt-8 rounded-2xl border border-line bg-surface px-5 py-6 sm:px-7">
      <h2 id="from-before" className="text-xl">
        You wrote here before
      </h2>
      <p className="mt-2 max-w-prose text-soft">
        This browser still holds what you wrote in an earlier version of this place. It can come along; nothing that you
        have here is written over, and it stays in this browser too.
      </p>
      <div className="mt-5">{offer}</div>
      <div className="mt-4">
        <Button
          small
          look="quiet"
          onClick={() => {
            answer({ ...all, ...(hasTicket && { [TICKET_KEY]: 'declined' }) })
            fold(true)
          }}
        >
          Not now
        </Button>
      </div>
    </section>
  )
}

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`

function State({ found, onBrought }: { found: Found; onBrought: () => void }) {
  const queries = useQueryClient()
  const { key, state, answers, experiments } = found
  const bring = useMutation({
    mutationFn: () => sendJson<Brought>('POST', '/api/legacy/local-states', { key, state }),
    onSuccess: async ({ enrolmentId }) => {
      onBrought()
      await queries.invalidateQueries({ queryKey: keyOf.lines })
      await queries.invalidateQueries({ queryKey: keyOf.enrolment(enrolmentId) })
    },
  })
  const what = [answers > 0 && count(answers, 'answer'), experiments > 0 && count(experiments, 'experiment')]
  return (
    <div className="flex flex-col gap-2.5">
      <p>{`${what.filter(Boolean).join(' and ')} to ${NAMES[key]}`}</p>
      {bring.data ? (
        <Notice live>
          {toldOf(bring.data)}{' '}
          <Link
            to="/career/programmes/$key"
            params={{ key: bring.data.programme }}
            className="font-medium text-accent underline underline-offset-4"
          >
            Open it
          </Link>
        </Notice>
      ) : (
        <div>
          <Button
            small
            look="primary"
            aria-label={`Bring it along: ${NAMES[key]}`}
            disabled={bring.isPending}
            onClick={() => bring.mutate()}
          >
            Bring it along
          </Button>
        </div>
      )}
      <Trouble of={bring} framed />
    </div>
  )
}

function toldOf({ placed, kept, experiments }: Brought): string {
  const came = [
    placed > 0 && count(placed, 'answer'),
    experiments > 0 && count(experiments, 'experiment'),
    kept > 0 && count(kept, 'text kept as a note', 'texts kept as notes'),
  ].filter(Boolean)
  return came.length > 0 ? `Brought along: ${came.join(', ')}.` : 'All of it is here already.'
}

function Ticket({ ticket, onTaken }: { ticket: string; onTaken: () => void }) {
  const queries = useQueryClient()
  const zone = useZone()
  const taken = useQuery({
    queryKey: TICKETS,
    queryFn: async ({ signal }) => (await getJson<{ items: SessionTicket[] }>('/api/legacy/tickets', signal)).items,
  })
  const everything = () => queries.invalidateQueries()
  const take = useMutation({
    mutationFn: () => sendJson<SessionTicket>('POST', '/api/legacy/tickets', { ticket }),
    onSuccess: async () => {
      onTaken()
      await everything()
    },
  })
  const giveBack = useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/api/legacy/tickets/${id}`),
    onSuccess: everything,
  })
  const held = (taken.data ?? []).filter(({ undoUntil }) => undoUntil !== null)
  return (
    <div className="flex flex-col gap-2.5">
      <p>A session without an account, with its talks, answers and files</p>
      {held.map(({ id, takenAt, undoUntil }) => (
        <Notice
          key={id}
          action={
            <Button small disabled={giveBack.isPending} onClick={() => giveBack.mutate(id)}>
              Give it back
            </Button>
          }
        >
          {`Yours since ${formatDate(takenAt, zone)}. Until ${formatDate(undoUntil!, zone)} it can be taken apart again.`}
        </Notice>
      ))}
      {held.length === 0 && (
        <div>
          <Button small disabled={take.isPending} onClick={() => take.mutate()}>
            Make it mine
          </Button>
        </div>
      )}
      <Trouble of={take} framed />
      <Trouble of={giveBack} framed />
    </div>
  )
}
