import type { End, HandOffEvent, Hello, LiveMessage, OwnPresence } from '../../server/live/schema.ts'
import { messageOf, Problem, sendJson } from '../api/client.ts'
import { newId } from '../api/ids.ts'
import type { Heard } from '../api/stream.ts'
import type { ConversationPage, Message, Wish } from '../api/types.ts'
import type { LiveEvent } from '../live/events.ts'
import { type Kept, type Outgoing, waitBefore, waitForKept } from './outbox.ts'
import { byNumber, guessed, joined, type Live, START, type ThreadState } from './thread-state.ts'
import { isThat } from './view.ts'

const PAGE = 30
/** An answer that fails while it is made is asked for anew this often before the person is asked. */
const ANSWER_TRIES = 4
const POLL_MS = 15_000
const PENDING_POLL_MS = 1_200
/** While a human answers, or is about to. */
const HUMAN_POLL_MS = 4_000
/** What comes by itself is asked for now and then all the same. */
const LIVE_POLL_MS = 60_000
const LIVE_PENDING_POLL_MS = 6_000
/** While the server keeps something and says nothing by itself: whether it can read again is cheap to ask. */
const KEPT_POLL_MS = 4_000
/** Once its database is back, the server waits so long for what other servers bring. */
const GATHER_MS = 3_000
const WRITTEN_MS = 400

/** Where a thread is read and written: the addresses of a desk. */
export type Line = {
  read(query: { before?: number; limit: number }, signal?: AbortSignal): Promise<ConversationPage>
  post(input: { id: string; text: string; ui?: Wish }, signal: AbortSignal): AsyncGenerator<Heard>
}

export type Thread = ReturnType<typeof createThread>

/**
 * The visitor's thread as this tab knows it: what the server has, what is on its way there, and the answer being heard.
 * Messages leave one at a time and in order. The server's copy always wins; every way of losing the connection ends in
 * sending the same id again, which the server answers with the same turn.
 */
export function createThread(options: {
  line: Line
  kept: Kept
  save: (outbox: Kept['outbox']) => void
  changed?: () => void
}) {
  const { line } = options
  let state: ThreadState = { ...START, outbox: options.kept.outbox.map(asQueued) }
  const listeners = new Set<() => void>()
  let running = false
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let pollTimer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let isHeard = false
  /** What is drawn is a guess until it was read. */
  let isGuessed = false
  /** The last look came to nothing. */
  let isLost = false
  const abort = new AbortController()

  function set(change: Partial<ThreadState>) {
    const outbox = change.outbox !== undefined && change.outbox !== state.outbox
    state = { ...state, ...change }
    if (outbox) options.save(state.outbox.map(({ id, text, ui }) => ({ id, text, ...(ui && { ui }) })))
    for (const listener of listeners) listener()
  }

  const change = (id: string, next: Partial<Outgoing>) =>
    set({ outbox: state.outbox.map(message => (message.id === id ? { ...message, ...next } : message)) })

  /** The newest page of the server, joined with the older ones that were already loaded. */
  async function refresh(): Promise<void> {
    try {
      const page = await line.read({ limit: PAGE }, abort.signal)
      isGuessed = false
      set(joined(state, page))
      if (isLost) askSoon()
      isLost = false
    } catch (error) {
      if (abort.signal.aborted) return
      isLost = true
      if (state.phase !== 'ready') set({ phase: 'failed', problem: messageOf(error) })
    }
    plan()
  }

  function plan() {
    clearTimeout(pollTimer)
    if (stopped) return
    pollTimer = setTimeout(() => {
      if (document.visibilityState === 'hidden' || running) plan()
      else void refresh()
    }, untilNextLook())
  }

  function untilNextLook(): number {
    if (state.phase !== 'ready' || isGuessed) return 4_000
    const isPending = state.pending && !running
    if (isHeard) return isPending ? LIVE_PENDING_POLL_MS : LIVE_POLL_MS
    if (isPending) return PENDING_POLL_MS
    if (state.outbox.some(message => message.state === 'kept')) return spread(KEPT_POLL_MS)
    return attended(state) ? HUMAN_POLL_MS : POLL_MS
  }

  /** The server is there again as it was: what it keeps is answered in a moment, and not only when it would be asked for next. */
  function askSoon(within = GATHER_MS): void {
    const kept = state.outbox.filter(message => message.state === 'kept')
    if (kept.length === 0) return
    for (const { id } of kept) change(id, { tries: 0, retryAt: Date.now() + spread(within) })
    void run()
  }

  /** Whether what happens elsewhere comes by itself. What was missed until now is looked for. */
  function heardOf(isUp: boolean): void {
    if (isUp === isHeard) return
    isHeard = isUp
    // A stream is opened by who can read.
    if (isUp) askSoon()
    else set({ typing: null })
    plan()
  }

  function hear({ name, data }: LiveEvent): void {
    const said = JSON.parse(data) as never
    if (name === 'message') take(said as LiveMessage as Message)
    else if (name === 'presence') set(said as OwnPresence)
    else if (name === 'hand_off') set(speakingOf(said as HandOffEvent))
    else if (name === 'hello') greet(said as Hello)
    else if (name === 'end' && (said as End).reason !== 'stop') void refresh()
  }

  function greet({ conversation }: Hello): void {
    if (conversation?.id === state.conversationId) set({ ...speakingOf(conversation!), pending: conversation!.pending })
    else void refresh()
  }

  /** By its number: what is there already stays, and where one is missing all are read. */
  function take(message: Message): void {
    const last = state.messages.at(-1)?.number ?? 0
    if (message.number <= last) return
    if (message.number > last + 1 || state.phase !== 'ready') {
      void refresh()
      return
    }
    const pending =
      message.author === 'visitor' ? state.handOff !== 'human' : message.author !== 'assistant' && state.pending
    set({ messages: [...state.messages, message], pending, ...(message.author === 'staff' && { typing: null }) })
    plan()
    // It is written now, so that its answer is being made: that can be heard.
    if (state.outbox.some(outgoing => isThat(message, outgoing))) askSoon(WRITTEN_MS)
    // With the answer to another device's question the wish may have changed.
    if (message.author === 'assistant' && !running) void refresh()
  }

  async function loadOlder(): Promise<void> {
    if (state.older === null || state.loadingOlder) return
    set({ loadingOlder: true })
    try {
      const page = await line.read({ before: state.older, limit: PAGE })
      set({ messages: byNumber([...page.messages, ...state.messages]), older: page.older, loadingOlder: false })
    } catch {
      set({ loadingOlder: false })
    }
  }

  function send(text: string, ui?: Wish): void {
    const message = { id: newId(), text, ...(ui && { ui }) }
    set({ outbox: [...state.outbox, asQueued(message)] })
    void run()
  }

  /** Works the outbox from its head. A message that must wait holds back those behind it: order is kept. */
  async function run(): Promise<void> {
    if (running || stopped) return
    running = true
    clearTimeout(retryTimer)
    for (;;) {
      // What the server keeps holds nobody back: it knows the order.
      const next =
        state.outbox.find(({ state }) => state !== 'failed' && state !== 'kept') ??
        state.outbox.find(({ state }) => state === 'kept')
      if (!next) break
      if (next.retryAt !== null && next.retryAt > Date.now()) {
        retryTimer = setTimeout(run, next.retryAt - Date.now())
        break
      }
      if (!(await deliver(next))) break
    }
    running = false
    plan()
  }

  /** True when the next message may go: this one was answered, or refused for good. */
  async function deliver(message: Outgoing): Promise<boolean> {
    const after = message.after ?? (state.phase === 'ready' ? (state.messages.at(-1)?.number ?? 0) : null)
    const isKept = message.state === 'kept'
    change(message.id, { state: isKept ? 'kept' : 'sending', retryAt: null, problem: null, after })
    try {
      let live: Live = { forId: message.id, text: '', parts: [], asked: null }
      if (!isKept) set({ live })
      const input = { id: message.id, text: message.text, ...(message.ui && { ui: message.ui }) }
      for await (const heard of line.post(input, abort.signal)) {
        if (heard.type === 'kept') return keptByServer(message, heard.kept)
        if (isKept && heard.type === 'start') change(message.id, { state: 'sending' })
        if (heard.type === 'block' && live.text) live = { ...live, text: `${live.text}\n\n` }
        if (heard.type === 'text') live = { ...live, text: live.text + heard.delta }
        if (heard.type === 'part') live = { ...live, parts: [...live.parts, heard.part] }
        if (heard.type === 'start') live = { ...live, asked: askedOf(heard.metadata), answerId: heard.messageId }
        if (heard.type === 'wish') set({ wish: heard.wish })
        set({ live })
      }
      await settle(message, live)
      options.changed?.()
      return true
    } catch (error) {
      if (abort.signal.aborted) return false
      set({ live: null })
      return refused(message, error)
    }
  }

  /** It is safe, and what was typed after it may go; the answer is asked for again by the same id. */
  function keptByServer(message: Outgoing, { receivedAt, sentence, help }: NonNullable<Outgoing['kept']>): boolean {
    const tries = message.state === 'kept' ? message.tries + 1 : 0
    const kept = message.kept ?? { receivedAt, sentence, help }
    change(message.id, { state: 'kept', tries, retryAt: Date.now() + waitForKept(tries), kept })
    set({ live: null })
    return true
  }

  /** The answer is whole: the server's rows take the place of what was heard, in one step, so that nothing flickers. */
  async function settle(message: Outgoing, live: Live): Promise<void> {
    // Read after the wait: more may have been written meanwhile.
    const rest = () => state.outbox.filter(other => other.id !== message.id)
    try {
      const page = await line.read({ limit: PAGE }, abort.signal)
      set({ ...joined(state, page), outbox: rest(), live: null })
    } catch {
      isGuessed = true
      set({ messages: [...state.messages, ...guessed(state, message, live)], outbox: rest(), live: null })
    }
  }

  function refused(message: Outgoing, error: unknown): boolean {
    const tries = message.tries + 1
    // The server has it, whatever keeps us from hearing of it now.
    if (message.state === 'kept' && error instanceof Problem && error.passing) {
      const wait = waitBefore(tries, error.retryAfter)
      change(message.id, { state: 'kept', tries, retryAt: Date.now() + wait })
      retryTimer = setTimeout(run, wait)
      return false
    }
    const hopeless = error instanceof Problem && error.code === 'web.answer_failed' && tries >= ANSWER_TRIES
    if (error instanceof Problem && error.passing && !hopeless) {
      const wait = waitBefore(tries, error.retryAfter)
      change(message.id, { state: 'waiting', tries, retryAt: Date.now() + wait, problem: error.message })
      retryTimer = setTimeout(run, wait)
      return false
    }
    change(message.id, { state: 'failed', tries, problem: messageOf(error) })
    return true
  }

  function retry(id: string): void {
    change(id, { state: 'queued', retryAt: null, problem: null })
    void run()
  }

  /** Takes back a message that was not delivered and gives its text to whoever wants to change it. */
  function takeBack(id: string): string {
    const text = state.outbox.find(message => message.id === id)?.text ?? ''
    set({ outbox: state.outbox.filter(message => message.id !== id) })
    void run()
    return text
  }

  async function setWish(next: { set?: Wish; clear?: string[] }): Promise<void> {
    const { wish } = await sendJson<{ wish: Wish }>('PATCH', '/api/sales/wish', next)
    set({ wish })
    options.changed?.()
  }

  const wake = () => {
    if (document.visibilityState === 'hidden') return
    if (!running) void refresh()
  }
  const online = () => {
    for (const { id, state: now } of state.outbox)
      if (now === 'waiting' || now === 'kept') change(id, { retryAt: null })
    void run()
    wake()
  }

  function start(): void {
    window.addEventListener('online', online)
    window.addEventListener('focus', wake)
    document.addEventListener('visibilitychange', wake)
    void refresh().then(run)
  }

  function stop(): void {
    stopped = true
    abort.abort()
    clearTimeout(retryTimer)
    clearTimeout(pollTimer)
    window.removeEventListener('online', online)
    window.removeEventListener('focus', wake)
    document.removeEventListener('visibilitychange', wake)
  }

  return {
    get: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start,
    stop,
    refresh,
    hear,
    heardOf,
    loadOlder,
    send,
    retry,
    takeBack,
    setWish,
    /** After everything was erased: an empty thread, as on the first day. */
    reset: () => {
      set({ ...START, phase: 'ready', greeting: state.greeting })
      options.changed?.()
      void refresh()
    },
  }
}

function speakingOf({ state, speaker }: HandOffEvent): Pick<ThreadState, 'handOff' | 'speaker'> {
  return { handOff: state, speaker }
}

/** Not everybody at once. */
function spread(ms: number): number {
  return ms * (0.85 + 0.3 * Math.random())
}

function attended({ handOff }: ThreadState): boolean {
  return handOff === 'human' || handOff === 'waiting'
}

function asQueued(message: { id: string; text: string; ui?: Wish }): Outgoing {
  return { ...message, state: 'queued', tries: 0, retryAt: null, problem: null, after: null }
}

/** The number that the visitor's own message got in the thread. */
function askedOf(metadata: Record<string, unknown>): number | null {
  return typeof metadata.answers === 'number' ? metadata.answers : null
}
