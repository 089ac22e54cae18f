import { livingSessions } from '../../accounts/index.ts'
import { messagesSince, type Standing, standings } from '../../conversations/index.ts'
import { personsOfKeys } from '../../people/index.ts'
import type { Change, Context, Role, WireMode } from '../../storage/index.ts'
import { createEventStream, type EventStream, eventText } from './event-stream.ts'
import { endReader, mayHear, mayRead, type Reader, tellStanding } from './reader.ts'
import { createStaffHints, hears } from './staff-hints.ts'

/** Open streams look by themselves so often: hints may be lost, and rights end. */
const LOOK_MS = { notify: 4_000, poll: 2_000, starting: 2_000 } satisfies Record<WireMode, number>
const HEARTBEAT_MS = 20_000
/** A reader who takes nothing for so long is cut off, and resumes where they were. */
const STALLED_MS = 30_000
/** Messages of one conversation, conversations behind, and conversations looked at in one statement. */
const AT_ONCE = { messages: 50, behind: 40, standings: 500 }
const REMEMBERED_DESKS = 10_000

export type Hub = ReturnType<typeof createHub>

/**
 * Everybody who reads live in this process. The rows are the truth: a hint only says where to look, and every few seconds all
 * conversations that somebody reads are looked at in one statement. A message is written to a stream when its number is next,
 * so that a hint heard twice, late or never makes neither a double nor a gap.
 */
export function createHub(ctx: Context, options: { mode: () => WireMode; lookMs?: number }) {
  const readers = new Set<Reader>()
  const channels = new Map<string, Set<Reader>>()
  /** Conversations to be looked at, and of those that staff are to be told of. */
  const wanted = new Set<string>()
  const hinted = new Set<string>()
  /** Readers who are behind and have room. */
  const behind = new Set<Reader>()
  /** Sales conversations are heard of by every agent, which needs no look. */
  const salesDesk = new Set<string>()
  const hints = createStaffHints((role, events) => {
    const text = events.map(event => eventText('changed', event)).join('')
    for (const reader of readers) if (reader.who.kind === 'staff' && reader.who.role === role) sendHints(reader, text)
  })
  let working: Promise<void> | undefined
  let closed = false
  let failing = false
  const by = () => (options.mode() === 'notify' ? 'notify' : 'poll')

  function sendHints(reader: Reader, text: string) {
    if (reader.stream.hasRoom && reader.greeted) reader.stream.send(text)
    else reader.missed = true
  }

  /** Looks at what is wanted and writes what is new, one statement at a time: what comes meanwhile goes together. */
  function work(): Promise<void> {
    working ??= run().finally(() => {
      working = undefined
      // Wanted between the last look and here.
      if (!closed && !failing && (wanted.size > 0 || behind.size > 0)) void work()
    })
    return working
  }

  async function run() {
    while (!closed && (wanted.size > 0 || behind.size > 0)) {
      const ids = [...wanted].slice(0, AT_ONCE.standings)
      for (const id of ids) wanted.delete(id)
      try {
        if (ids.length > 0) {
          const found = await standings(ctx, ids)
          for (const id of ids) settle(id, found.get(id))
        }
        await catchUp()
        if (failing) ctx.log.info({}, 'live streams work again')
        failing = false
      } catch (error) {
        // The store is away: everything is looked at again by the clock.
        if (!failing) ctx.log.warn({ err: error }, 'live streams cannot look; tried again in seconds')
        failing = true
        return
      }
    }
  }

  /** What became of a conversation, to all who read it and to staff. */
  function settle(id: string, standing: Standing | undefined) {
    if (hinted.delete(id) && standing) hintConversation(standing)
    for (const reader of channels.get(id) ?? []) {
      if (!standing || !mayRead(reader.who, standing)) {
        endReader(reader, 'gone')
        continue
      }
      tellStanding(reader, standing, by())
      if (reader.greeted && reader.sent! < standing.newest && reader.stream.hasRoom) behind.add(reader)
    }
  }

  function hintConversation({ id, desk, handOffNumber }: Pick<Standing, 'id' | 'desk' | 'handOffNumber'>) {
    if (desk === 'sales') {
      if (salesDesk.size >= REMEMBERED_DESKS) salesDesk.clear()
      salesDesk.add(id)
    }
    for (const role of staffRoles()) if (mayHear(role, { desk, handOffNumber })) hints.add(role, 'conversation', id)
  }

  function staffRoles(): Set<Role> {
    return new Set([...readers].flatMap(({ who }) => (who.kind === 'staff' ? [who.role] : [])))
  }

  async function catchUp() {
    const pairs = new Map<string, { conversationId: string; after: number; readers: Reader[] }>()
    for (const reader of behind) {
      const key = `${reader.conversationId} ${reader.sent}`
      const pair = pairs.get(key) ?? { conversationId: reader.conversationId!, after: reader.sent!, readers: [] }
      pair.readers.push(reader)
      if (pairs.size < AT_ONCE.behind || pairs.has(key)) pairs.set(key, pair)
    }
    const rows = await messagesSince(ctx, [...pairs.values()], AT_ONCE.messages)
    for (const [key, pair] of pairs) {
      const mine = rows.filter(row => `${row.conversationId} ${row.after}` === key)
      const texts = mine.map(({ message }) => [message.number, eventText('message', message, message.number)] as const)
      for (const reader of pair.readers) {
        behind.delete(reader)
        for (const [number, text] of texts) {
          if (!reader.stream.hasRoom) break
          reader.stream.send(text)
          reader.sent = number
        }
        if (texts.length === AT_ONCE.messages && reader.stream.hasRoom) behind.add(reader)
      }
    }
  }

  function heard(changes: readonly Change[]) {
    if (readers.size === 0) return
    const roles = staffRoles()
    for (const { topic, id, desk } of changes) {
      // For those who answer turns, not for pages.
      if (topic === 'turn') continue
      if (topic !== 'conversation' && topic !== 'presence') {
        for (const role of roles) if (hears(role, { topic, desk })) hints.add(role, topic, id)
        continue
      }
      if (channels.has(id)) wanted.add(id)
      if (topic === 'presence' || roles.size === 0) continue
      if (desk === 'sales' || salesDesk.has(id)) hintConversation({ id, desk: 'sales', handOffNumber: 0 })
      else {
        wanted.add(id)
        hinted.add(id)
      }
    }
    void work()
  }

  /** Nobody knows what happened: all is looked at. */
  function lookAtAll() {
    for (const role of staffRoles()) hints.add(role, 'all', null)
    for (const id of channels.keys()) wanted.add(id)
    for (const reader of readers) if (reader.conversationId === null) tellStanding(reader, null, by())
    void work()
  }

  /** Whether those who read still may: sessions end, keys end, persons are merged and erased. */
  async function lookAtRights() {
    const of = (kind: 'key' | 'session') =>
      new Set(
        [...readers].flatMap(({ credential: one }) => (one.kind === kind ? ['hash' in one ? one.hash : one.id] : [])),
      )
    const [persons, sessions] = await Promise.all([
      personsOfKeys(ctx, [...of('key')]),
      livingSessions(ctx, [...of('session')]),
    ])
    for (const reader of readers) {
      const { credential, who } = reader
      const session = credential.kind === 'session' ? sessions.get(credential.id) : undefined
      const personId = credential.kind === 'key' ? persons.get(credential.hash) : session?.personId
      if (who.kind === 'visitor' && personId) reader.who = { kind: 'visitor', personId }
      else if (who.kind === 'staff' && session && session.role !== 'member')
        reader.who = { kind: 'staff', role: session.role }
      else endReader(reader, 'signed_out')
    }
  }

  let ticking = false
  async function tick() {
    if (ticking || closed || readers.size === 0) return
    ticking = true
    for (const reader of readers) if (reader.stream.stalledFor() > STALLED_MS) reader.stream.cut()
    try {
      await lookAtRights()
      for (const reader of readers) if (reader.conversationId === null) tellStanding(reader, null, by())
      for (const id of channels.keys()) wanted.add(id)
      await work()
    } catch (error) {
      ctx.log.debug({ err: error }, 'rights of live streams could not be looked at')
    } finally {
      ticking = false
    }
  }

  let lookTimer: NodeJS.Timeout | undefined
  const plan = () => {
    lookTimer = setTimeout(
      () => void tick().finally(() => !closed && plan()),
      options.lookMs ?? LOOK_MS[options.mode()],
    )
    lookTimer.unref()
  }
  plan()
  const heartbeat = setInterval(() => {
    for (const { stream } of readers) if (stream.hasRoom) stream.send(':\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()

  /** Lets somebody read from the number `after` on, or from now on. The caller has seen to their right to. */
  function open(
    input: Pick<Reader, 'credential' | 'who' | 'conversationId'> & { after?: number; free(): void },
  ): EventStream {
    const { conversationId: id } = input
    const stream = createEventStream({
      room: () => {
        if (reader.missed) sendMissed()
        if (id) wanted.add(id)
        void work()
      },
      closed: () => {
        readers.delete(reader)
        behind.delete(reader)
        const channel = id ? channels.get(id) : undefined
        channel?.delete(reader)
        if (id && channel?.size === 0) channels.delete(id)
        input.free()
      },
    })
    const reader: Reader = {
      stream,
      credential: input.credential,
      who: input.who,
      conversationId: id,
      sent: input.after ?? null,
      greeted: false,
      told: { by: null, handOff: 0, presence: '' },
      missed: false,
    }
    function sendMissed() {
      reader.missed = false
      sendHints(reader, eventText('changed', { topic: 'all', id: null }))
    }
    readers.add(reader)
    stream.send('retry: 2000\n\n')
    if (closed) endReader(reader, 'stop')
    else if (id) {
      const channel = channels.get(id) ?? new Set()
      channels.set(id, channel.add(reader))
      wanted.add(id)
      void work()
    } else tellStanding(reader, null, by())
    return stream
  }

  return {
    open,
    heard,
    lookAtAll,
    /** Looks at all rights and conversations now. */
    tick,
    get streams() {
      return readers.size
    },
    /** Ends all streams; they are opened again elsewhere. */
    close() {
      closed = true
      clearTimeout(lookTimer)
      clearInterval(heartbeat)
      hints.close()
      for (const reader of readers) endReader(reader, 'stop')
    },
  }
}
