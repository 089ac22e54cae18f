import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BookUser, X } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { getJson } from '../api/client.ts'
import type { SearchResult } from '../api/types.ts'
import { clearPicked, usePicked } from '../listings/selection.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Header } from '../parts/header.tsx'
import { Loading } from '../parts/notice.tsx'
import { Composer } from './composer.tsx'
import { Offline } from './offline.tsx'
import { Speaker } from './speaker.tsx'
import { DeskContext, useDesk, useThread } from './use-thread.ts'
import { ThreadView } from './view-thread.tsx'
import { WishBar } from './wish-bar.tsx'

const MemoryPanel = lazy(() => import('./memory-panel.tsx'))

export function ChatPage() {
  const desk = useDesk()
  const business = useBusiness()
  const [remembering, setRemembering] = useState(false)
  return (
    <div className="flex h-dvh flex-col">
      <title>{business.name}</title>
      <Header
        actions={
          <IconButton label="What we remember" onClick={() => setRemembering(true)}>
            <BookUser size={19} aria-hidden />
          </IconButton>
        }
      />
      {desk ? (
        <DeskContext value={desk}>
          <SampleStrip />
          <WishBar />
          <Conversation draft={desk.draft()} keepDraft={desk.keepDraft} />
          {remembering && (
            <Suspense>
              <MemoryPanel onClose={() => setRemembering(false)} />
            </Suspense>
          )}
        </DeskContext>
      ) : (
        <Loading label="Opening your conversation" />
      )}
    </div>
  )
}

function Conversation({ draft, keepDraft }: { draft: string; keepDraft: (text: string) => void }) {
  const { thread, words } = useThread()
  const [text, setText] = useState(draft)
  const field = useRef<HTMLTextAreaElement>(null)
  const write = (next: string) => {
    setText(next)
    keepDraft(next)
  }
  const send = () => {
    thread.send(text.trim())
    write('')
  }
  return (
    <>
      <ThreadView
        onTakeBack={taken => {
          write(text ? `${taken}\n${text}` : taken)
          field.current?.focus()
        }}
      />
      <div className="border-t border-line bg-page pb-[max(0.75rem,env(safe-area-inset-bottom))] pt-3">
        <div className="mx-auto flex max-w-[56rem] flex-col gap-2.5 px-4 sm:px-6">
          <Offline />
          <Speaker draft={text} />
          <CompareTray onAsk={question => thread.send(question)} />
          <Composer text={text} onText={write} onSend={send} field={field} placeholder={words.placeholder} />
        </div>
      </div>
    </>
  )
}

/** Says once, above everything, that the homes are invented; only where they are. */
export function SampleStrip() {
  const { data } = useQuery({
    queryKey: ['sample'],
    queryFn: ({ signal }) => getJson<SearchResult>('/api/listings?limit=1', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!data?.items[0]?.sample) return null
  return (
    <aside
      aria-label="Notice"
      className="border-b border-line bg-sunken px-4 py-1.5 text-center text-[0.8125rem] text-muted"
    >
      <strong className="font-semibold text-soft">Sample data:</strong> invented homes and prices.
    </aside>
  )
}

function CompareTray({ onAsk }: { onAsk: (text: string) => void }) {
  const picked = usePicked()
  if (picked.length === 0) return null
  const names = picked.map(listing => listing.name)
  const ready = picked.length >= 2
  return (
    <section
      aria-label="Homes to compare"
      className="appear flex items-center gap-2 rounded-xl border border-tint-line bg-tint py-1.5 pl-4 pr-1.5"
    >
      <p className="min-w-0 flex-1 truncate text-sm">
        <span className="font-medium">{names.join(', ')}</span>
        {!ready && <span className="text-muted"> · pick one more</span>}
      </p>
      {ready && (
        <Link
          to="/compare"
          search={{ ids: picked.map(listing => listing.id).join(',') }}
          className="hidden rounded-lg px-2 py-2 text-sm font-medium text-accent hover:text-accent-strong sm:block"
        >
          Full page
        </Link>
      )}
      <Button
        small
        look="primary"
        disabled={!ready}
        onClick={() => {
          onAsk(`Compare ${names.join(' vs ')}`)
          clearPicked()
        }}
      >
        Compare{ready ? ` ${picked.length}` : ''}
      </Button>
      <IconButton label="Clear the comparison" onClick={clearPicked}>
        <X size={18} aria-hidden />
      </IconButton>
    </section>
  )
}
