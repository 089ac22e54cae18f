import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { StaffThread } from '../../../conversations/schema.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { newId } from '../../api/ids.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { keep, readKept } from '../../parts/kept.ts'
import { Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { formatDay, formatTime, sameDay } from '../../words/time.ts'
import { ContextPanel } from './context-panel.tsx'
import { Reason } from './reason.tsx'
import { handOffsKey, useHandOff } from './use-hand-offs.ts'
import { ago, personName, STATES } from './words.ts'

type Thread = StaffThread['thread']

/** One conversation as staff see it: the thread, what to do, and what is known beside it. */
export function Conversation({ id, account }: { id: string; account: Account }) {
  const queries = useQueryClient()
  const found = useHandOff(id)
  const [earlier, setEarlier] = useState<{ thread: Thread; older: number | null } | null>(null)
  const act = useMutation({
    mutationFn: (deed: 'take' | 'release' | 'close') =>
      sendJson<StaffThread>('POST', `/api/staff/conversations/${id}/${deed}`),
    onSuccess: one => queries.setQueryData([...handOffsKey, 'one', id], one),
    onSettled: () => queries.invalidateQueries({ queryKey: handOffsKey }),
  })
  if (found.isPending) return <Loading label="Opening the conversation" />
  if (!found.data) return <Failed found={found} />
  const one = found.data
  const isMine = one.speaker?.accountId === account.id
  const thread = joined(earlier?.thread ?? [], one.thread)
  const older = earlier ? earlier.older : one.older
  const readOlder = async () => {
    const page = await getJson<StaffThread>(`/api/staff/conversations/${id}?before=${older}`)
    setEarlier({ thread: joined(page.thread, earlier?.thread ?? []), older: page.older })
  }
  return (
    <div className="flex flex-col gap-5">
      <Link
        to="/console/$section"
        params={{ section: 'hand-offs' }}
        className="inline-flex min-h-10 items-center gap-2 self-start rounded-lg text-sm font-medium text-muted hover:text-ink"
      >
        <ArrowLeft size={17} aria-hidden /> All hand-offs
      </Link>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-xl">{personName(one.person)}</h2>
        <Reason reason={one.reason} />
        <span className="text-sm text-muted">
          {one.speaker ? `with ${isMine ? 'you' : one.speaker.name}` : STATES[one.handOff]} ·{' '}
          {ago(one.since, found.dataUpdatedAt)}
        </span>
        <div className="flex gap-2 sm:ml-auto">
          {!isMine && !one.speaker && (
            <Button look="primary" disabled={act.isPending} onClick={() => act.mutate('take')}>
              Take over
            </Button>
          )}
          {isMine && (
            <Button disabled={act.isPending} onClick={() => act.mutate('release')}>
              Release to the assistant
            </Button>
          )}
          {(isMine || one.handOff === 'waiting') && (
            <Button disabled={act.isPending} onClick={() => act.mutate('close')}>
              Close
            </Button>
          )}
        </div>
      </header>
      <Trouble of={act} framed />
      {found.isRefetchError && <Notice tone="warn">What you see may be old: {messageOf(found.error)}</Notice>}
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex flex-col gap-3">
          <Messages thread={thread} person={personName(one.person)} older={older} onOlder={() => void readOlder()} />
          {isMine ? (
            <Write id={id} />
          ) : (
            <p className="text-sm text-muted">
              {one.speaker
                ? `${one.speaker.name} answers here.`
                : 'Take the conversation over to answer; the assistant is then silent.'}
            </p>
          )}
        </div>
        <ContextPanel one={one} />
      </div>
    </div>
  )
}

function joined(older: Thread, newer: Thread): Thread {
  const rows = new Map([...older, ...newer].map(message => [message.number, message]))
  return [...rows.values()].sort((a, b) => a.number - b.number)
}

const AUTHORS = { assistant: 'Assistant', staff: 'Staff', system: 'Notice' }

function Messages({
  thread,
  person,
  older,
  onOlder,
}: {
  thread: Thread
  person: string
  older: number | null
  onOlder: () => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const last = thread.at(-1)?.number
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message brings the view to it
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }, [last])
  return (
    <section
      ref={box}
      aria-label="Conversation"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      className="max-h-[60dvh] overflow-y-auto rounded-xl border border-line bg-surface p-4 shadow-card sm:p-5"
    >
      {older !== null && (
        <div className="mb-4 flex justify-center">
          <Button small look="quiet" onClick={onOlder}>
            Older messages
          </Button>
        </div>
      )}
      <ol className="flex flex-col gap-5">
        {thread.map((message, at) => (
          <li key={message.id} className="flex flex-col gap-1">
            {(at === 0 || !sameDay(thread[at - 1]!.createdAt, message.createdAt)) && (
              <p className="text-center text-xs font-medium text-muted">{formatDay(message.createdAt)}</p>
            )}
            <p className="text-xs text-muted">
              <span className="font-semibold text-soft">
                {message.author === 'visitor' ? person : (message.by ?? AUTHORS[message.author])}
              </span>{' '}
              <time dateTime={message.createdAt} className="tnum">
                {formatTime(message.createdAt)}
              </time>
            </p>
            <p className="whitespace-pre-wrap break-words">{message.text}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

const draftKey = (id: string) => `mosaic.hand-off.${id}`

/** Where staff answer. What is half written survives a reload; the id of a message makes sending it again safe. */
function Write({ id }: { id: string }) {
  const queries = useQueryClient()
  const [text, setText] = useState(() => readKept('tab', draftKey(id)) ?? '')
  const sending = useRef<{ id: string; text: string } | null>(null)
  const change = (next: string) => {
    setText(next)
    keep('tab', draftKey(id), next || null)
  }
  const send = useMutation({
    mutationFn: (said: string) => {
      if (sending.current?.text !== said) sending.current = { id: newId(), text: said }
      return sendJson('POST', `/api/staff/conversations/${id}/messages`, sending.current)
    },
    onSuccess: async () => {
      sending.current = null
      change('')
      await queries.invalidateQueries({ queryKey: handOffsKey })
    },
  })
  const said = text.trim()
  return (
    <form
      aria-label="Answer"
      className="flex flex-col gap-2"
      onSubmit={event => {
        event.preventDefault()
        if (said) send.mutate(said)
      }}
    >
      <label htmlFor="staff-answer" className="text-sm font-medium">
        Your answer
      </label>
      <textarea
        id="staff-answer"
        rows={3}
        maxLength={4000}
        value={text}
        onChange={event => change(event.target.value)}
        className="min-h-24 rounded-lg border border-edge bg-surface px-3.5 py-2.5 outline-none focus:border-accent focus:ring-2 focus:ring-accent/25"
      />
      <Trouble of={send} framed />
      <Button type="submit" look="primary" className="self-end" disabled={!said || send.isPending}>
        {send.isPending ? 'Sending' : 'Send'}
      </Button>
    </form>
  )
}
