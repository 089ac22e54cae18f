import { useMutation } from '@tanstack/react-query'
import { Check, Copy, CornerDownLeft, LoaderCircle, Sparkles } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Suggestion, SuggestionKind } from '../../../assistant/suggest/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'

const KINDS: { kind: SuggestionKind; label: string; waiting: string }[] = [
  { kind: 'reply', label: 'Reply', waiting: 'Drafting a reply' },
  { kind: 'next_step', label: 'Next step', waiting: 'Looking for the next step' },
  { kind: 'summary', label: 'Summary', waiting: 'Summing up' },
]

/** Words that may help to answer, each on request. `onUse` puts them where they can be changed; nothing is sent from here. */
export function Suggestions({ conversationId, onUse }: { conversationId: string; onUse?: (text: string) => void }) {
  // Another conversation begins with nothing suggested.
  return <Ask key={conversationId} conversationId={conversationId} onUse={onUse} />
}

function Ask({ conversationId, onUse }: { conversationId: string; onUse?: (text: string) => void }) {
  const [put, setPut] = useState(false)
  const asked = useMutation({
    mutationFn: (kind: SuggestionKind) =>
      sendJson<Suggestion>('POST', `/api/staff/conversations/${conversationId}/suggestions`, { kind }),
    onMutate: () => setPut(false),
    retry: false,
  })
  const waiting = asked.isPending ? KINDS.find(({ kind }) => kind === asked.variables) : undefined
  return (
    <section aria-label="Suggestions" className="flex flex-col gap-2.5">
      <h3 className="flex items-center gap-1.5 text-sm font-semibold">
        <Sparkles size={15} aria-hidden className="text-muted" /> Suggest
      </h3>
      <div className="flex flex-wrap gap-1.5">
        {KINDS.map(({ kind, label }) => (
          <Button key={kind} small disabled={asked.isPending} onClick={() => asked.mutate(kind)}>
            {waiting?.kind === kind && (
              <LoaderCircle size={15} aria-hidden className="animate-spin motion-reduce:animate-none" />
            )}
            {label}
          </Button>
        ))}
      </div>
      <div aria-live="polite" className="flex flex-col gap-2.5">
        {waiting && <p className="text-sm text-muted">{waiting.waiting} …</p>}
        <Trouble of={asked} />
        {asked.data && !asked.isPending && (
          <Suggested
            one={asked.data}
            put={put}
            onPut={
              onUse &&
              (text => {
                onUse(text)
                setPut(true)
              })
            }
          />
        )}
      </div>
    </section>
  )
}

const HEADINGS: Record<SuggestionKind, string> = { reply: 'Reply', summary: 'Summary', next_step: 'Next step' }

function Suggested({ one, put, onPut }: { one: Suggestion; put: boolean; onPut?: (text: string) => void }) {
  const words = useRef<HTMLParagraphElement>(null)
  const [copied, setCopied] = useState<'new' | 'copied' | 'selected'>('new')
  async function copy() {
    // Pages without https have no clipboard: there the text stands selected.
    const held = await navigator.clipboard?.writeText(one.text).then(
      () => true,
      () => false,
    )
    if (!held && words.current) window.getSelection()?.selectAllChildren(words.current)
    setCopied(held ? 'copied' : 'selected')
  }
  return (
    <article className="flex flex-col gap-2 rounded-lg border border-line bg-sunken/60 p-3">
      <h4 className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm font-semibold">
        {HEADINGS[one.kind]}
        <span className="text-xs font-normal text-muted">
          Suggested by {one.by === 'model' ? 'a model' : 'rules'}, not sent
        </span>
      </h4>
      <p ref={words} className="whitespace-pre-line text-sm text-ink [overflow-wrap:anywhere]">
        {one.text}
      </p>
      {one.sources.length > 0 && (
        <p className="text-xs text-muted">Based on {one.sources.map(({ label }) => label).join('; ')}.</p>
      )}
      <div className="flex flex-wrap gap-1.5">
        {onPut && one.kind === 'reply' && (
          <Button small look="primary" onClick={() => onPut(one.text)}>
            <CornerDownLeft size={15} aria-hidden /> {put ? 'Put in again' : 'Put into the reply'}
          </Button>
        )}
        <Button small onClick={copy}>
          {copied === 'copied' ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          {copied === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p role="status" className="text-xs text-muted empty:hidden">
        {put && 'It stands in your reply: look at it before you send it.'}
        {copied === 'selected' && 'This browser does not let a page copy. The text is selected: copy it yourself.'}
      </p>
    </article>
  )
}
