import { BookUser, ExternalLink } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { careerDesk } from '../career/chat/desk.ts'
import { Composer } from '../chat/composer.tsx'
import { Offline } from '../chat/offline.tsx'
import { Speaker } from '../chat/speaker.tsx'
import { DeskContext, desk as salesDesk, useDesk, useThread } from '../chat/use-thread.ts'
import { ThreadView } from '../chat/view-thread.tsx'
import { Welcome } from '../chat/welcome.tsx'
import { useLive } from '../live/visitor.ts'
import { Loading } from '../parts/notice.tsx'
import type { Bridge, Start } from './bridge.ts'
import { createFilling, findHome } from './variables.ts'
import type { Visitor } from './visitor.ts'
import { watchThread } from './watch.ts'

const MemoryPanel = lazy(() => import('../chat/memory-panel.tsx'))
const SampleStrip = lazy(async () => ({ default: (await import('../chat/page.tsx')).SampleStrip }))

type Props = { bridge: Bridge | null; start: Start; visitor: Visitor; at: 'sales' | 'career' }

/** The chat without the site's header, for a small window on somebody else's page. */
export function Frame(props: Props) {
  const desk = useDesk(props.at === 'career' ? careerDesk : salesDesk)
  const [remembering, setRemembering] = useState(false)
  const business = useBusiness()
  return (
    <div className="flex h-dvh flex-col">
      <title>{business.name}</title>
      {desk ? (
        <DeskContext value={desk}>
          {props.at === 'sales' && (
            <Suspense>
              <SampleStrip />
            </Suspense>
          )}
          <Conversation {...props} draft={desk.draft()} keepDraft={desk.keepDraft} />
          <Foot at={props.at} onRemember={() => setRemembering(true)} />
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

function Conversation({
  bridge,
  start,
  visitor,
  at,
  draft,
  keepDraft,
}: Props & { draft: string; keepDraft: (text: string) => void }) {
  const { thread, state, words } = useThread()
  const [text, setText] = useState(draft)
  const [variables, setVariables] = useState(start.variables)
  const [isShown, setShown] = useState(start.shown)
  const field = useRef<HTMLTextAreaElement>(null)
  const home = useHome(variables, at)
  const filling = useRef(createFilling())
  const hasSpoken = state.messages.length > 0

  useEffect(() => {
    const watching = watchThread(thread, bridge)
    watching.shown(start.shown)
    bridge?.hear(said => {
      if (said.type === 'shown') {
        if (said.shown && !watching.isShown()) void thread.refresh()
        watching.shown(said.shown)
        setShown(said.shown)
        if (said.shown && matchMedia('(pointer: fine)').matches) field.current?.focus()
      } else if (said.type === 'variables') setVariables(said.variables)
      else if (said.type === 'identify')
        void visitor.identify(said.token).then(isThey => {
          if (isThey) thread.reset()
        })
      else if (said.type === 'reset') void visitor.reset()
    })
    return watching.stop
  }, [thread, bridge, start, visitor])

  useEffect(() => {
    visitor.beforeWords(() => filling.current.send(variables))
    // Who has spoken is known: a change is told at once.
    if (hasSpoken) void filling.current.send(variables).catch(() => undefined)
  }, [visitor, variables, hasSpoken])

  useEffect(() => {
    if (state.phase !== 'loading') bridge?.tell({ type: 'ready' })
  }, [bridge, state.phase])

  const write = (next: string) => {
    setText(next)
    keepDraft(next)
  }
  const greeting = home ? aboutHome(home.name) : (state.greeting ?? null)
  return (
    <>
      {!visitor.lasts && (
        <p className="border-b border-warn-line bg-warn-tint px-4 py-2 text-sm text-warn">
          Your browser keeps nothing for this chat: it begins anew when you reload this page.
        </p>
      )}
      <ThreadView
        welcome={
          at === 'career' ? <CareerWelcome /> : <Welcome greeting={greeting} onAsk={asked => thread.send(asked)} />
        }
        onTakeBack={taken => {
          write(text ? `${taken}\n${text}` : taken)
          field.current?.focus()
        }}
      />
      <div className="flex flex-col gap-2 border-t border-line bg-page px-3 pt-2.5">
        <Offline />
        {isShown ? <Speaker {...(at === 'career' && { somebody: 'A coach' })} draft={text} /> : <Hearing />}
        <Composer
          text={text}
          onText={write}
          onSend={() => {
            thread.send(text.trim())
            write('')
          }}
          field={field}
          placeholder={words.placeholder}
        />
      </div>
    </>
  )
}

/** The home that the site's page shows, for the sales desk. */
function useHome(variables: Start['variables'], at: Props['at']) {
  const [home, setHome] = useState<{ name: string } | null>(null)
  const { listing } = variables
  useEffect(() => {
    let isOver = false
    if (at === 'sales')
      void findHome({ listing }).then(found => {
        if (!isOver) setHome(found)
      })
    return () => {
      isOver = true
    }
  }, [listing, at])
  return home
}

function aboutHome(name: string) {
  return {
    text: `You are looking at **${name}**. Ask about its prices, plans and date, or arrange a visit.`,
    chips: [
      { label: `Tell me about ${name}`, text: `Tell me about ${name}` },
      { label: 'What does it cost?', text: `What is the price of ${name}?` },
      { label: 'I want to see it', text: `I want to visit ${name}` },
    ],
  }
}

function CareerWelcome() {
  return (
    <div className="my-auto py-6">
      <h2 className="text-2xl">What is on your mind?</h2>
      <p className="mt-3 text-muted">
        Write it as it comes. You get one thought and one question back at a time, and all of it is kept for you.
      </p>
    </div>
  )
}

/** A closed frame goes on hearing, for the dot on its button; that somebody is there, or has read, is said of an open one alone. */
function Hearing() {
  const { thread, state } = useThread()
  useLive(thread, state.conversationId)
  return null
}

function Foot({ at, onRemember }: { at: Props['at']; onRemember: () => void }) {
  const look = 'inline-flex min-h-9 items-center gap-1.5 rounded px-1 hover:text-ink pointer-coarse:min-h-11'
  return (
    <footer className="flex items-center justify-between bg-page px-4 pb-[max(0.25rem,env(safe-area-inset-bottom))] text-xs text-muted">
      <button type="button" onClick={onRemember} className={look}>
        <BookUser size={15} aria-hidden />
        What we remember
      </button>
      <a href="/privacy" target="_blank" rel="noopener" className={look}>
        Privacy
      </a>
      <a href={at === 'career' ? '/career' : '/'} target="_blank" rel="noopener" className={look}>
        <ExternalLink size={15} aria-hidden />
        Whole page
      </a>
    </footer>
  )
}
