import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { StaffThread } from '../../../conversations/schema.ts'
import { getJson, messageOf } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import type { StaffLive } from '../../live/staff.ts'
import { Button } from '../../parts/button.tsx'
import { Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { Composer } from './composer.tsx'
import { Heading } from './heading.tsx'
import type { Keys } from './index.tsx'
import { SideDrawer, SidePane } from './side.tsx'
import { Thread } from './thread.tsx'
import { TransferDialog } from './transfer.tsx'
import { type Deed, useConversation, useDeed } from './use-inbox.ts'
import { usePresence } from './use-presence.ts'

type Messages = StaffThread['thread']

/** How long a closing can be taken back beside where it was done. */
const UNDO_MS = 12_000

/** One conversation as staff see it: the thread, what to do, and what is known beside it. */
export function Conversation({
  id,
  account,
  live,
  keys,
}: {
  id: string
  account: Account
  live: StaffLive
  keys: RefObject<Keys>
}) {
  const found = useConversation(id)
  const deed = useDeed(id)
  const [earlier, setEarlier] = useState<{ thread: Messages; older: number | null } | null>(null)
  const [read, setRead] = useState(0)
  const [open, setOpen] = useState<'transfer' | 'side' | null>(null)
  const [closedAt, setClosedAt] = useState(0)
  const field = useRef<HTMLTextAreaElement>(null)
  const insert = useRef<(text: string) => void>(() => {})
  const { presence, writes } = usePresence(id, read)
  const one = found.data
  const thread = useMemo(() => joined(earlier?.thread ?? [], one?.thread ?? []), [earlier, one?.thread])
  const isMine = one?.speaker?.accountId === account.id
  const isOpen = one?.handOff === 'waiting' || one?.handOff === 'human' || Boolean(one?.alert)
  const act = (what: Deed) => {
    deed.mutate(what, {
      onSuccess: () => {
        if (what === 'take') setTimeout(() => field.current?.focus(), 0)
        setClosedAt(what === 'close' ? Date.now() : 0)
      },
    })
  }
  // What a key does is what its button would do.
  const may = {
    take: Boolean(one && !one.speaker),
    close: Boolean(one && isOpen && (isMine || !one.speaker || account.role === 'admin')),
  }
  useEffect(() => {
    keys.current = {
      reply: () => field.current?.focus(),
      ...(may.take && { take: () => act('take') }),
      ...(may.close && { close: () => act('close') }),
    }
    return () => {
      keys.current = {}
    }
  })
  useEffect(() => {
    if (closedAt === 0) return
    const timer = setTimeout(() => setClosedAt(0), UNDO_MS)
    return () => clearTimeout(timer)
  }, [closedAt])
  if (found.isPending) return <Loading label="Opening the conversation" />
  if (!one)
    return (
      <div className="p-4">
        <Failed found={found} />
      </div>
    )
  const there = live.presence ?? presence ?? one.presence
  const readOlder = async () => {
    const older = earlier ? earlier.older : one.older
    const page = await getJson<StaffThread>(`/api/staff/conversations/${id}?before=${older}`)
    setEarlier({ thread: joined(page.thread, earlier?.thread ?? []), older: page.older })
  }
  const side = { one, account, onUse: (text: string) => insert.current(text) }
  return (
    <div className="grid min-h-0 grid-rows-[minmax(0,1fr)] xl:grid-cols-[minmax(0,1fr)_19rem] 2xl:grid-cols-[minmax(0,1fr)_23rem]">
      <section aria-label="Open conversation" className="flex min-h-0 min-w-0 flex-col">
        <Heading
          one={one}
          account={account}
          there={there}
          busy={deed.isPending}
          may={may}
          onDeed={act}
          onTransfer={() => setOpen('transfer')}
          onSide={() => setOpen('side')}
        />
        {(deed.isError || found.isRefetchError) && (
          <div className="flex flex-col gap-2 px-4 pt-3">
            <Trouble of={deed} framed />
            {found.isRefetchError && <Notice tone="warn">What you see may be old: {messageOf(found.error)}</Notice>}
          </div>
        )}
        <Thread
          id={id}
          thread={thread}
          person={one.person}
          readBefore={one.read}
          older={earlier ? earlier.older : one.older}
          onOlder={readOlder}
          onRead={setRead}
          seenByVisitor={there.visitor.read}
          typing={there.visitor.typing}
        />
        {closedAt > 0 && one.handOff === 'closed' && (
          <div className="px-3 pb-2">
            <Notice
              live
              action={
                <Button small onClick={() => act('reopen')}>
                  Undo
                </Button>
              }
            >
              Closed. The assistant answers what comes next.
            </Notice>
          </div>
        )}
        <Composer
          one={one}
          account={account}
          field={field}
          insert={insert}
          isMine={isMine}
          busy={deed.isPending}
          onTake={() => act('take')}
          onWriting={writes}
        />
      </section>
      <SidePane {...side} />
      {open === 'side' && <SideDrawer {...side} onClose={() => setOpen(null)} />}
      {open === 'transfer' && (
        <TransferDialog
          desk={one.desk}
          me={account.id}
          speaker={one.speaker?.accountId ?? null}
          give={deed}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  )
}

/** Both, each message once, in order. */
function joined(older: Messages, newer: Messages): Messages {
  const rows = new Map([...older, ...newer].map(message => [message.number, message]))
  return [...rows.values()].sort((a, b) => a.number - b.number)
}
