import { useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type { CannedReply, StaffThread } from '../../../conversations/schema.ts'
import { useBusiness } from '../../api/business.ts'
import type { Account } from '../../api/types.ts'
import { threadKey } from '../../live/staff.ts'
import { Button } from '../../parts/button.tsx'
import { keep, readKept } from '../../parts/kept.ts'
import { MESSAGE_LIMIT } from '../../words/limits.ts'
import { onArrived, run, send } from './outbox.ts'
import { useReplies } from './use-inbox.ts'
import { fillReply, openPlaceholder } from './words.ts'

const draftKey = (id: string) => `mosaic.inbox.draft.${id}`
/** At the beginning or after a space, `/` and a part of a short name look for a kept reply. */
const SLASH = /(?:^|\s)\/([a-z0-9-]*)$/

/** Where staff answer. A draft is kept on this device for each conversation; what is sent goes on by itself. */
export function Composer({
  one,
  account,
  field,
  insert,
  isMine,
  busy,
  onTake,
  onWriting,
}: {
  one: StaffThread
  account: Account
  field: RefObject<HTMLTextAreaElement | null>
  /** Filled with what puts a text into the reply, for what stands beside it */
  insert: RefObject<(text: string) => void>
  isMine: boolean
  busy: boolean
  onTake: () => void
  onWriting: (isWriting: boolean) => void
}) {
  const queries = useQueryClient()
  const business = useBusiness()
  const { id } = one
  const [text, setText] = useState(() => readKept('browser', draftKey(id)) ?? '')
  const [chosen, setChosen] = useState(0)
  const [dismissed, setDismissed] = useState('')
  const replies = useReplies(one.desk)
  const wanted = SLASH.exec(text)?.[1]
  const found =
    wanted === undefined || dismissed === text
      ? []
      : (replies.data?.items ?? []).filter(({ short, text }) => fits(wanted, short, text)).slice(0, 6)
  const open = openPlaceholder(text)
  const isEmpty = text.trim() === ''

  const write = (next: string) => {
    setText(next)
    setChosen(0)
    keep('browser', draftKey(id), next || null)
    if (isMine) onWriting(next.trim() !== '')
  }
  insert.current = added => {
    write(text.trim() ? `${text.trimEnd()}\n${added}` : added)
    field.current?.focus()
  }
  const use = (reply: CannedReply) => {
    const filled = fillReply(reply.text, { name: one.person.name, me: account.name, business: business.name })
    write(text.replace(/\/[a-z0-9-]*$/, '') + filled)
    field.current?.focus()
  }
  const submit = () => {
    if (isEmpty || open) return
    send(id, text.trim())
    write('')
  }

  useEffect(() => {
    onArrived((conversationId, message) => {
      queries.setQueryData<StaffThread>(threadKey(conversationId), had =>
        had && !had.thread.some(({ number }) => number === message.number)
          ? { ...had, thread: [...had.thread, message].sort((a, b) => a.number - b.number) }
          : had,
      )
    })
    void run(id)
  }, [queries, id])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${Math.min(box.scrollHeight, 180)}px`
  }, [text, isMine])

  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      if (found.length > 0) setDismissed(text)
      else event.currentTarget.blur()
      return
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (found.length > 0 && step !== 0) {
      event.preventDefault()
      setChosen(at => (at + step + found.length) % found.length)
      return
    }
    if (event.key === 'Tab' && found.length > 0) {
      event.preventDefault()
      use(found[chosen]!)
      return
    }
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    if (found.length > 0) use(found[chosen]!)
    else submit()
  }

  if (!isMine)
    return (
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-t border-line px-3 py-3 sm:px-4">
        <p className="min-w-0 flex-1 basis-48 text-sm text-muted">
          {one.speaker
            ? `${one.speaker.name} answers here.`
            : 'Take it over to answer; the assistant is then silent. What you note beside it stays with the staff.'}
        </p>
        {!one.speaker && (
          <Button small look="primary" disabled={busy} onClick={onTake}>
            Take over
          </Button>
        )}
      </div>
    )
  return (
    <div className="relative shrink-0 border-t border-line px-3 py-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))] sm:px-4">
      {found.length > 0 && (
        <div
          id="kept-replies"
          role="listbox"
          aria-label="Kept replies"
          className="absolute inset-x-3 bottom-full z-10 mb-1 max-h-64 overflow-y-auto rounded-xl border border-line bg-surface py-1 shadow-sheet sm:inset-x-4"
        >
          {found.map((reply, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses from within the reply
            <div
              key={reply.id}
              id={`reply-${reply.id}`}
              role="option"
              aria-selected={at === chosen}
              tabIndex={-1}
              onMouseDown={event => event.preventDefault()}
              onClick={() => use(reply)}
              className={clsx('cursor-pointer px-3.5 py-2 text-sm', at === chosen ? 'bg-tint' : 'hover:bg-sunken')}
            >
              <span className="font-semibold">/{reply.short}</span>
              {!reply.shared && <span className="text-muted"> (mine)</span>}
              <span className="line-clamp-1 text-soft">{reply.text}</span>
            </div>
          ))}
        </div>
      )}
      {replies.data?.items.length === 0 && wanted === '' && (
        <p className="mb-1.5 text-sm text-muted">
          No reply is kept yet. Add one under Kept replies, above the list of conversations.
        </p>
      )}
      <p role="status" className="sr-only">
        {found.length > 0 && `${found.length} kept replies. Arrow keys choose, Enter takes one.`}
      </p>
      <form
        aria-label="Reply"
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
        className="rounded-xl border border-edge bg-surface focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25"
      >
        <div className="flex items-end gap-2 p-1">
          <label htmlFor="staff-reply" className="sr-only">
            Your answer
          </label>
          <textarea
            id="staff-reply"
            ref={field}
            rows={1}
            value={text}
            maxLength={MESSAGE_LIMIT}
            placeholder="Answer, or / for a kept reply"
            enterKeyHint="send"
            aria-autocomplete="list"
            aria-controls={found.length > 0 ? 'kept-replies' : undefined}
            aria-activedescendant={found.length > 0 ? `reply-${found[chosen]?.id}` : undefined}
            aria-describedby={open ? 'reply-open' : undefined}
            onChange={event => write(event.target.value)}
            onKeyDown={pressed}
            onBlur={() => onWriting(false)}
            className="max-h-[180px] min-h-10 flex-1 resize-none bg-transparent px-2.5 py-2 text-base leading-6 outline-none sm:text-[0.9375rem]"
          />
          <button
            type="submit"
            disabled={isEmpty || open !== null}
            aria-label="Send"
            className="inline-flex size-10 shrink-0 items-center justify-center rounded-lg bg-accent text-on-accent hover:bg-accent-strong disabled:bg-sunken disabled:text-muted pointer-coarse:size-11"
          >
            <ArrowUp size={19} aria-hidden />
          </button>
        </div>
      </form>
      {open && (
        <p id="reply-open" role="alert" className="mt-1.5 text-sm text-bad">
          Write something in place of {open} before you send it.
        </p>
      )}
    </div>
  )
}

function fits(wanted: string, short: string, text: string): boolean {
  return short.startsWith(wanted) || (wanted.length > 1 && `${short} ${text.toLowerCase()}`.includes(wanted))
}
