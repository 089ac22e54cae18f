import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Download, Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { forgetIntroduction, messageOf, sendJson } from '../api/client.ts'
import type { Memory, Receipt, RememberedFact } from '../api/types.ts'
import { memoryKey, useMemory } from '../listings/marks.ts'
import { Button, buttonClass, IconButton } from '../parts/button.tsx'
import { Failed, Loading, Trouble } from '../parts/notice.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { formatDate } from '../words/time.ts'
import { FactEditor } from './fact-editor.tsx'
import { useThread } from './use-thread.ts'

/** What is remembered of this person, where each piece comes from, and every way of changing that. */
export default function MemoryPanel({ onClose }: { onClose: () => void }) {
  const memory = useMemory()
  const queries = useQueryClient()
  const [receipt, setReceipt] = useState<Receipt | null>(null)
  const [erasing, setErasing] = useState(false)
  const { thread } = useThread()
  const change = useMutation({
    mutationFn: (input: { method: 'PATCH' | 'DELETE'; path: string; body?: unknown }) =>
      sendJson(input.method, input.path, input.body),
    onSettled: () => queries.invalidateQueries({ queryKey: memoryKey }),
  })
  const patch = (body: unknown) => change.mutateAsync({ method: 'PATCH', path: '/api/me/memory', body })
  const erased = (answer: Receipt) => {
    setErasing(false)
    setReceipt(answer)
    forgetIntroduction()
    thread.reset()
    queries.removeQueries({ queryKey: ['marks'] })
    void queries.invalidateQueries({ queryKey: memoryKey })
  }
  return (
    <Sheet title="What we remember" onClose={onClose}>
      {receipt ? (
        <Erased receipt={receipt} />
      ) : memory.isPending ? (
        <Loading label="Looking it up" />
      ) : memory.isError ? (
        <Failed found={memory} />
      ) : (
        <div className="flex flex-col gap-8">
          <Trouble of={change} framed />
          <Toggle
            label="Remember me"
            hint="When this is off, nothing new is noted about you. Your messages stay."
            on={memory.data.on}
            disabled={change.isPending}
            onChange={on => void patch({ on })}
          />
          <Facts
            facts={memory.data.facts.filter(fact => fact.supersededBy === null && fact.erasedAt === null)}
            onCorrect={(id, value) => patch({ correct: { id, value } })}
            onErase={id => change.mutate({ method: 'DELETE', path: `/api/me/memory/${id}` })}
          />
          <Homes memory={memory.data} onClose={onClose} />
          <section className="flex flex-col items-start gap-3 border-t border-line pt-6">
            <h3 className="text-[0.9375rem]">Your data</h3>
            <a href="/api/me/export" download="what-mosaic-remembers.json" className={buttonClass('plain', true)}>
              <Download size={16} aria-hidden />
              Download everything
            </a>
            <Button small look="danger" onClick={() => setErasing(true)}>
              <Trash2 size={16} aria-hidden />
              Erase everything
            </Button>
          </section>
        </div>
      )}
      {erasing && <ConfirmErase onClose={() => setErasing(false)} onErased={erased} />}
    </Sheet>
  )
}

function Facts({
  facts,
  onCorrect,
  onErase,
}: {
  facts: RememberedFact[]
  onCorrect: (id: string, value: unknown) => Promise<unknown>
  onErase: (id: string) => void
}) {
  return (
    <section>
      <h3 className="mb-2 text-[0.9375rem]">About you</h3>
      {facts.length === 0 ? (
        <p className="text-muted">
          Nothing yet. What you tell us while we talk, such as a budget or a place, appears here.
        </p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {facts.map(fact => (
            <FactRow
              key={fact.id}
              fact={fact}
              onCorrect={value => onCorrect(fact.id, value)}
              onErase={() => onErase(fact.id)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function FactRow({
  fact,
  onCorrect,
  onErase,
}: {
  fact: RememberedFact
  onCorrect: (value: unknown) => Promise<unknown>
  onErase: () => void
}) {
  const [editing, setEditing] = useState(false)
  return (
    <li className="py-3">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1 pt-1.5">
          <p className="font-medium">{fact.sentence}</p>
          <p className="mt-1 text-sm text-muted">
            {SOURCES[fact.source.kind]} on {formatDate(fact.source.at)}
            {fact.source.text && <>: “{fact.source.text}”</>}
          </p>
        </div>
        <IconButton label={`Correct: ${fact.sentence}`} aria-expanded={editing} onClick={() => setEditing(!editing)}>
          <Pencil size={17} aria-hidden />
        </IconButton>
        <IconButton label={`Erase: ${fact.sentence}`} onClick={onErase}>
          <Trash2 size={17} aria-hidden />
        </IconButton>
      </div>
      {editing && (
        <FactEditor
          fact={fact}
          onCancel={() => setEditing(false)}
          onSave={async value => {
            await onCorrect(value)
            setEditing(false)
          }}
        />
      )}
    </li>
  )
}

const SOURCES: Record<RememberedFact['source']['kind'], string> = {
  message: 'You wrote',
  correction: 'You corrected this',
  form: 'You entered this',
  account: 'From your account',
  import: 'Brought over from earlier records',
  answer: 'You wrote in your programme',
  resume: 'From your résumé',
  call: 'You said on the telephone',
}

function Homes({ memory, onClose }: { memory: Memory; onClose: () => void }) {
  const { interested, rejected, viewed } = memory.listings
  if (interested.length + rejected.length + viewed.length === 0) return null
  return (
    <section className="flex flex-col gap-4">
      <h3 className="text-[0.9375rem]">Homes</h3>
      <HomeList title="Interested in" homes={interested} onClose={onClose} />
      <HomeList title="Not for you" homes={rejected} onClose={onClose} />
      <HomeList title="Looked at" homes={viewed} onClose={onClose} />
    </section>
  )
}

function HomeList({
  title,
  homes,
  onClose,
}: {
  title: string
  homes: Memory['listings']['viewed']
  onClose: () => void
}): ReactNode {
  if (homes.length === 0) return null
  return (
    <div>
      <h4 className="mb-1 text-sm text-muted">{title}</h4>
      <ul className="flex flex-col">
        {homes.map(home => (
          <li key={home.id} className="flex flex-wrap justify-between gap-x-3 py-1">
            <Link
              to="/homes/$slug"
              params={{ slug: home.slug }}
              onClick={onClose}
              className="rounded font-medium text-accent underline-offset-4 hover:underline"
            >
              {home.name}
            </Link>
            <span className="text-sm text-muted">{home.reason ?? formatDate(home.lastAt)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function ConfirmErase({ onClose, onErased }: { onClose: () => void; onErased: (receipt: Receipt) => void }) {
  const erase = useMutation({
    mutationFn: () => sendJson<Receipt>('DELETE', '/api/me', { confirm: true }),
    onSuccess: onErased,
  })
  return (
    <Sheet
      middle
      title="Erase everything?"
      onClose={onClose}
      footer={
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={erase.isPending} onClick={() => erase.mutate()}>
            {erase.isPending ? 'Erasing' : 'Erase everything'}
          </Button>
        </div>
      }
    >
      <p>
        This removes your messages, what we noted about you, the homes you marked and your contact details. It cannot be
        undone.
      </p>
      {erase.isError && (
        <p role="alert" className="mt-3 text-bad">
          {messageOf(erase.error)}
        </p>
      )}
    </Sheet>
  )
}

function Erased({ receipt }: { receipt: Receipt }) {
  const rows = Object.entries(receipt.counts).filter(([, count]) => count > 0)
  return (
    <div role="status" className="flex flex-col gap-4">
      <p className="font-medium">Everything was erased on {formatDate(receipt.erasedAt)}.</p>
      {rows.length > 0 && (
        <dl className="tnum divide-y divide-line border-y border-line">
          {rows.map(([kind, count]) => (
            <div key={kind} className="flex justify-between py-2">
              <dt className="text-muted">{kind.replaceAll('_', ' ')}</dt>
              <dd>{count}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="text-muted">You can close this and start anew whenever you like.</p>
    </div>
  )
}
