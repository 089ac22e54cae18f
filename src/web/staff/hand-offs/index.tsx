import { Link, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import type { StaffConversation } from '../../../conversations/schema.ts'
import { messageOf } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { Conversation } from './conversation.tsx'
import { Reason } from './reason.tsx'
import { useHandOffs } from './use-hand-offs.ts'
import { ago, personName, STATES } from './words.ts'

const FILTERS = [
  ['open', 'Open'],
  ['waiting', 'Waiting'],
  ['mine', 'Mine'],
  ['closed', 'Closed'],
] as const

/** Conversations in which a human is wanted: the list, and the one that is open. */
export default function HandOffs({ account }: { account: Account }) {
  const { id } = usePlace()
  return id ? <Conversation key={id} id={id} account={account} /> : <List />
}

function List() {
  const { search } = usePlace()
  const navigate = useNavigate()
  const state = FILTERS.find(([key]) => key === search.state)?.[0] ?? 'open'
  const found = useHandOffs(state)
  const items = found.data?.items ?? []
  return (
    <section aria-label="Hand-offs" className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-xl">Hand-offs</h2>
        <fieldset className="flex gap-1 rounded-lg bg-sunken p-1">
          <legend className="sr-only">Which</legend>
          {FILTERS.map(([key, label]) => (
            <button
              key={key}
              type="button"
              aria-pressed={state === key}
              onClick={() =>
                void navigate({
                  to: '/console/$section',
                  params: { section: 'hand-offs' },
                  search: { state: key },
                  replace: true,
                })
              }
              className={clsx(
                'min-h-9 rounded-md px-3 text-sm font-medium pointer-coarse:min-h-11',
                state === key ? 'bg-surface text-ink shadow-card' : 'text-muted hover:text-ink',
              )}
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      {found.isPending ? (
        <Loading label="Looking who waits" />
      ) : found.isError && !found.data ? (
        <Failed found={found} />
      ) : items.length === 0 ? (
        <Empty title={state === 'closed' ? 'Nothing was closed yet' : 'Nobody waits'}>
          When somebody asks for a person, or needs one, their conversation stands here and you are told.
        </Empty>
      ) : (
        <>
          {found.isRefetchError && <Notice tone="warn">What you see may be old: {messageOf(found.error)}</Notice>}
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
            {items.map(item => (
              <Line key={item.id} item={item} now={found.dataUpdatedAt} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Line({ item, now }: { item: StaffConversation; now: number }) {
  return (
    <li>
      <Link
        to="/console/$section/$id"
        params={{ section: 'hand-offs', id: item.id }}
        className="flex flex-col gap-1.5 px-4 py-3.5 hover:bg-sunken sm:px-5"
      >
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium">{personName(item.person)}</span>
          <Reason reason={item.reason} />
          <span className="text-sm text-muted">
            {item.speaker ? `with ${item.speaker.name}` : STATES[item.handOff]} · {item.desk} desk
          </span>
          <span className="tnum ml-auto text-sm text-muted">{ago(item.since, now)}</span>
        </span>
        {item.lastMessage && <span className="line-clamp-2 text-sm text-soft">{item.lastMessage.text}</span>}
      </Link>
    </li>
  )
}
