import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowUpRight, BookUser, Compass, UsersRound } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { CoachStanding } from '../../../assistant/coach/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Composer } from '../../chat/composer.tsx'
import { Offline } from '../../chat/offline.tsx'
import { Speaker } from '../../chat/speaker.tsx'
import { DeskContext, useDesk, useThread } from '../../chat/use-thread.ts'
import { ThreadView } from '../../chat/view-thread.tsx'
import { Button, IconButton } from '../../parts/button.tsx'
import { Loading } from '../../parts/notice.tsx'
import { CareerHeader } from '../shell.tsx'
import { careerDesk } from './desk.ts'

const MemoryPanel = lazy(() => import('../../chat/memory-panel.tsx'))

/** The whole conversation with the coach, with the programme inside it. */
export default function CareerChatPage() {
  const desk = useDesk(careerDesk)
  const business = useBusiness()
  const [remembering, setRemembering] = useState(false)
  return (
    <div className="flex h-dvh flex-col">
      <title>{`Coach · ${business.name}`}</title>
      <CareerHeader />
      {desk ? (
        <DeskContext value={desk}>
          <Conversation draft={desk.draft()} keepDraft={desk.keepDraft} onRemember={() => setRemembering(true)} />
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
  draft,
  keepDraft,
  onRemember,
}: {
  draft: string
  keepDraft: (text: string) => void
  onRemember: () => void
}) {
  const { thread, state, words } = useThread()
  const [text, setText] = useState(draft)
  const field = useRef<HTMLTextAreaElement>(null)
  const standing = useStanding(state.messages.at(-1)?.number ?? 0)
  const write = (next: string) => {
    setText(next)
    keepDraft(next)
  }
  const send = () => {
    thread.send(text.trim())
    write('')
  }
  const prompt = standing?.programme?.prompt ?? null
  return (
    <>
      <Strip standing={standing} onRemember={onRemember} />
      <ThreadView
        welcome={<Welcome standing={standing} onAsk={asked => thread.send(asked)} />}
        onTakeBack={taken => {
          write(text ? `${taken}\n${text}` : taken)
          field.current?.focus()
        }}
      />
      <div className="border-t border-line bg-page pb-[max(0.75rem,env(safe-area-inset-bottom))] pt-3">
        <div className="mx-auto flex max-w-[56rem] flex-col gap-2.5 px-4 sm:px-6">
          <Offline />
          <Speaker somebody="A coach" draft={text} />
          <Composer
            text={text}
            onText={write}
            onSend={send}
            field={field}
            placeholder={
              state.handOff === 'human'
                ? `Write to ${state.speaker ?? 'your coach'}`
                : prompt
                  ? 'Your answer, in your own words'
                  : words.placeholder
            }
          />
        </div>
      </div>
    </>
  )
}

/** Where the person stands, read again whenever the thread has grown. */
function useStanding(number: number): CoachStanding | undefined {
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['coach'],
    queryFn: ({ signal }) => getJson<CoachStanding>('/api/coach', signal),
    refetchOnMount: 'always',
  })
  const seen = useRef(number)
  useEffect(() => {
    if (seen.current !== number) void queries.invalidateQueries({ queryKey: ['coach'] })
    seen.current = number
  }, [queries, number])
  return data
}

/** Above the thread: the programme that stands open, and what one may want at any moment. */
function Strip({ standing, onRemember }: { standing: CoachStanding | undefined; onRemember: () => void }) {
  const { thread, state } = useThread()
  const programme = standing?.programme
  const isOpen =
    programme && (programme.state === 'active' || programme.state === 'paused' || programme.state === 'waiting')
  const attended = state.handOff === 'human' || state.handOff === 'waiting'
  return (
    <section aria-label="Where you are" className="border-b border-line bg-sunken">
      <div className="mx-auto flex min-h-12 max-w-[56rem] items-center gap-2 px-4 py-1.5 sm:px-6">
        <div className="min-w-0 flex-1 text-sm">
          {isOpen ? (
            <>
              <Link
                to="/career/programmes/$key"
                params={{ key: programme.programme }}
                className="rounded font-medium text-accent underline-offset-4 hover:underline"
              >
                {programme.prompt?.place ?? programme.title}
              </Link>
              <span className="tnum text-muted"> · {stateWords(programme)}</span>
            </>
          ) : (
            <span className="text-muted">Not part of a programme</span>
          )}
        </div>
        {programme?.state === 'active' && programme.prompt && !attended && (
          <Button small look="quiet" onClick={() => thread.send('Pause')}>
            Pause
          </Button>
        )}
        {programme?.state === 'paused' && !attended && (
          <Button small onClick={() => thread.send('Resume')}>
            Resume
          </Button>
        )}
        {!attended && (
          <Button small look="quiet" onClick={() => thread.send('Talk to a person')}>
            <UsersRound size={17} aria-hidden />
            <span className="max-sm:sr-only">Talk to a person</span>
          </Button>
        )}
        <CoachUse standing={standing} />
        <IconButton label="What we remember" onClick={onRemember}>
          <BookUser size={19} aria-hidden />
        </IconButton>
      </div>
    </section>
  )
}

function stateWords({ state, done, total, prompt }: NonNullable<CoachStanding['programme']>): string {
  if (state === 'paused') return 'paused, everything is kept'
  return prompt ? `${done} of ${total} done` : 'nothing to answer at the moment'
}

/** Whether the coach may use what was written elsewhere. */
function CoachUse({ standing }: { standing: CoachStanding | undefined }) {
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  if (!standing?.programme) return null
  const { material } = standing
  const change = async () => {
    try {
      queries.setQueryData(['coach'], await sendJson<CoachStanding>('PATCH', '/api/coach', { material: !material }))
      setProblem(null)
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  return (
    <button
      type="button"
      aria-pressed={material}
      title={problem ?? (material ? 'The coach uses your answers and facts' : 'The coach uses only this conversation')}
      onClick={() => void change()}
      className="hidden min-h-9 items-center gap-2 rounded-lg px-2.5 text-sm text-soft hover:bg-surface sm:inline-flex pointer-coarse:min-h-11"
    >
      <span aria-hidden className={`size-2 rounded-full ${material ? 'bg-accent' : 'border border-edge'}`} />
      Uses my answers
    </button>
  )
}

const STARTS = [
  'I lost my job and do not know where to begin',
  'I am successful, and it feels empty',
  'I want to go back to work after years with my children',
  'I keep putting off the one thing that matters',
]

function Welcome({ standing, onAsk }: { standing: CoachStanding | undefined; onAsk: (text: string) => void }) {
  const programme = standing?.programme
  const prompt = programme?.prompt
  if (prompt)
    return (
      <div className="my-auto flex max-w-[38rem] flex-col gap-4 py-6">
        <p className="tnum text-sm font-medium text-accent">{prompt.place}</p>
        <h2 className="text-[1.625rem] leading-[1.2] tracking-[-0.02em] sm:text-3xl">{prompt.text}</h2>
        {prompt.help && <p className="text-muted">{prompt.help}</p>}
        <p className="text-sm text-muted">
          What you write here is your answer, the same as on the programme’s page. It is saved as you send it.
        </p>
      </div>
    )
  return (
    <div className="my-auto flex flex-col gap-9 py-6">
      <div className="max-w-[38rem]">
        <h2 className="text-[1.75rem] leading-[1.15] tracking-[-0.025em] sm:text-4xl">What is on your mind?</h2>
        <p className="mt-4 text-[1.0625rem] text-muted">
          Write it as it comes. You get one thought and one question back at a time, and all of it is kept for you.
        </p>
      </div>
      <div>
        <h3 className="mb-3 text-sm font-medium text-muted">For example</h3>
        <ul className="grid gap-2.5 sm:grid-cols-2">
          {STARTS.map(start => (
            <li key={start}>
              <button
                type="button"
                onClick={() => onAsk(start)}
                className="group flex h-full min-h-14 w-full items-center justify-between gap-3 rounded-xl border border-line bg-surface px-4 py-3 text-left font-medium shadow-card transition-colors hover:border-accent"
              >
                {start}
                <ArrowUpRight
                  size={18}
                  aria-hidden
                  className="shrink-0 text-muted transition-colors group-hover:text-accent"
                />
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p className="flex items-start gap-2.5 text-sm text-muted">
        <Compass size={18} aria-hidden className="mt-0.5 shrink-0 text-accent" />
        <span>
          Prefer a guided path?{' '}
          <Link to="/career/programmes" className="rounded font-medium text-accent underline-offset-4 hover:underline">
            Start a programme
          </Link>
          , on your own or with the coach.
        </span>
      </p>
    </div>
  )
}
