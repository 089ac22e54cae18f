import type { Standing } from '../../conversations/index.ts'
import { desksOf } from '../../conversations/index.ts'
import type { Role } from '../../storage/index.ts'
import { type EventStream, eventText } from './event-stream.ts'
import type { End, HandOffEvent, Hello, OwnPresence, StaffPresence } from './schema.ts'

/** By what somebody was let in; it is looked at again and again while the stream is open. */
export type Credential = { kind: 'key'; hash: string } | { kind: 'session'; id: string }

/** Who reads: the person whose conversation it is, or staff with a role. As of the last look. */
export type Who = { kind: 'visitor'; personId: string } | { kind: 'staff'; role: Role }

/** One open stream, and how far it has come. */
export type Reader = {
  stream: EventStream
  credential: Credential
  who: Who
  conversationId: string | null
  /** The last number that was written to it; null: it begins with what comes next */
  sent: number | null
  greeted: boolean
  /** What it was told last */
  told: { by: Hello['by'] | null; handOff: number; presence: string }
  /** Something was not told for want of room */
  missed: boolean
}

/** Whether they may hear of this conversation. A closed one is over for its person, who has a newer one. */
export function mayRead(who: Who, standing: Standing): boolean {
  if (who.kind === 'visitor') return who.personId === standing.personId && standing.isOpen
  return mayHear(who.role, standing)
}

/** Work with a coach is the person's own until a human was wanted. */
export function mayHear(role: Role, { desk, handOffNumber }: Pick<Standing, 'desk' | 'handOffNumber'>): boolean {
  return desksOf(role).includes(desk) && (desk === 'sales' || handOffNumber > 0)
}

/** Tells how the conversation stands, as far as they do not know it. */
export function tellStanding(reader: Reader, standing: Standing | null, by: Hello['by']): void {
  const { stream, told } = reader
  const handOff = standing && { state: standing.handOff, speaker: standing.speaker }
  if (!reader.greeted || told.by !== by) {
    const conversation = standing && {
      id: standing.id,
      newest: standing.newest,
      pending: standing.pending,
      ...handOff!,
    }
    if (!write(reader, eventText('hello', { conversation, by } satisfies Hello))) return
    reader.greeted = true
    told.by = by
    told.handOff = standing?.handOffNumber ?? 0
  }
  if (!standing) return
  // Later than the page knows after a restore from a backup, or by a mistake of theirs.
  reader.sent = Math.min(reader.sent ?? standing.newest, standing.newest)
  if (told.handOff !== standing.handOffNumber && stream.hasRoom) {
    stream.send(eventText('hand_off', handOff satisfies HandOffEvent | null as HandOffEvent))
    told.handOff = standing.handOffNumber
  }
  const presence = eventText('presence', presenceFor(reader.who, standing))
  if (presence !== told.presence && write(reader, presence)) told.presence = presence
}

function write({ stream }: Reader, text: string): boolean {
  if (!stream.hasRoom) return false
  stream.send(text)
  return true
}

function presenceFor(who: Who, { there }: Standing): StaffPresence | OwnPresence {
  const staff = there.filter(one => one.accountId !== null)
  if (who.kind === 'visitor')
    return {
      typing: staff.find(one => one.typing)?.name ?? null,
      read: Math.max(0, ...staff.map(one => one.read)),
    }
  const visitor = there.find(one => one.accountId === null)
  return {
    visitor: { online: visitor?.online ?? false, typing: visitor?.typing ?? false, read: visitor?.read ?? 0 },
    staff: staff
      .filter(one => one.online)
      .map(({ accountId, name, typing }) => ({ accountId: accountId!, name: name ?? 'Somebody', typing })),
  }
}

/** Ends a stream with the reason. Who lost the right to it is not asked to come back soon. */
export function endReader({ stream }: Reader, reason: End['reason']): void {
  const ms = reason === 'stop' ? 300 + Math.round(Math.random() * 1_200) : 5_000
  stream.end(`retry: ${ms}\n${eventText('end', { reason } satisfies End)}`)
}
