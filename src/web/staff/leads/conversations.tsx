import { Link } from '@tanstack/react-router'
import type { Lead } from '../../../leads/desk/schema.ts'
import { Pill } from '../../parts/pill.tsx'
import { agoWords } from './words.ts'

const STATES = {
  assistant: { label: 'With the assistant', tone: 'plain' },
  waiting: { label: 'Waiting for a human', tone: 'wait' },
  human: { label: 'With a human', tone: 'good' },
  closed: { label: 'Settled', tone: 'over' },
} as const

/** The threads of the sales desk, the open one first. */
export function Conversations({ lead }: { lead: Lead }) {
  if (lead.conversations.length === 0) return <p className="text-muted">They have not written to the sales desk.</p>
  return (
    <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
      {lead.conversations.map(({ id, state, open, messages, lastAt }) => (
        <li key={id}>
          <Link
            to="/console/$section/$id"
            params={{ section: 'inbox', id }}
            className="tnum flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2.5 text-sm hover:bg-sunken"
          >
            <span>
              {messages === 1 ? 'One message' : `${messages} messages`}
              {lastAt && <span className="text-muted">, {agoWords(lastAt)}</span>}
            </span>
            {open ? <Pill {...STATES[state]} /> : <Pill label="Before" tone="over" />}
          </Link>
        </li>
      ))}
    </ul>
  )
}
