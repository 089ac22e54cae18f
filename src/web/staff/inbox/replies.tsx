import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CannedReply } from '../../../conversations/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Problem, sendJson } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Field, INPUT } from '../../parts/field.tsx'
import { Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { repliesKey, useReplies } from './use-inbox.ts'

type Draft = Pick<CannedReply, 'short' | 'text' | 'shared'> & { id: string | null }
const NEW: Draft = { id: null, short: '', text: '', shared: false }

/** Replies for use again: one's own, and those that the desk shares. */
export function Replies({ account, onClose }: { account: Account; onClose: () => void }) {
  const { desks } = useBusiness()
  const own = desks.filter(desk => account.role === 'admin' || (desk === 'career') === (account.role === 'coach'))
  const [desk, setDesk] = useState<string>(own[0] ?? 'sales')
  const [draft, setDraft] = useState<Draft | null>(null)
  const found = useReplies(desk)
  return (
    <Sheet title="Kept replies" onClose={onClose}>
      {draft ? (
        <Edit desk={desk} draft={draft} onDone={() => setDraft(null)} />
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-sm text-muted">
            Write / in a reply to look for one. {'{name}'}, {'{me}'} and {'{business}'} are filled in.
          </p>
          {own.length > 1 && (
            <select aria-label="Desk" value={desk} onChange={event => setDesk(event.target.value)} className={INPUT}>
              <option value="sales">Sales desk</option>
              <option value="career">Career desk</option>
            </select>
          )}
          <Button look="primary" className="self-start" onClick={() => setDraft(NEW)}>
            New reply
          </Button>
          {found.isPending ? (
            <Loading label="Reading the replies" />
          ) : !found.data ? (
            <Failed found={found} />
          ) : found.data.items.length === 0 ? (
            <p className="text-muted">No reply is kept yet. Keep what you write again and again.</p>
          ) : (
            <ul className="divide-y divide-line">
              {found.data.items.map(reply => (
                <li key={reply.id} className="flex items-start gap-3 py-3">
                  <div className="min-w-0 flex-1">
                    <p className="font-medium">
                      /{reply.short}{' '}
                      <span className="text-sm font-normal text-muted">
                        {reply.shared ? `shared${reply.by ? `, by ${reply.by}` : ''}` : 'mine'}
                      </span>
                    </p>
                    <p className="whitespace-pre-wrap break-words text-sm text-soft">{reply.text}</p>
                  </div>
                  {reply.canChange && (
                    <Button small onClick={() => setDraft(reply)}>
                      Change
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Sheet>
  )
}

function Edit({ desk, draft, onDone }: { desk: string; draft: Draft; onDone: () => void }) {
  const queries = useQueryClient()
  const [{ id, short, text, shared }, setDraft] = useState(draft)
  const path = `/api/staff/canned-replies${id ? `/${id}` : ''}`
  const onSuccess = async () => {
    await queries.invalidateQueries({ queryKey: repliesKey })
    onDone()
  }
  const save = useMutation({
    mutationFn: () => sendJson(id ? 'PUT' : 'POST', path, { desk, short, text, shared }),
    onSuccess,
  })
  const remove = useMutation({ mutationFn: () => sendJson('DELETE', path), onSuccess })
  const refused = save.error instanceof Problem ? save.error.more.field : null
  const change = (next: Partial<Draft>) => setDraft(now => ({ ...now, ...next }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <Field
        label="Short name"
        hint="Small letters, digits and hyphens: /visit-confirmed"
        value={short}
        error={refused === 'short' ? save.error?.message : null}
        required
        maxLength={32}
        pattern="[a-z0-9][a-z0-9\-]*"
        autoCapitalize="none"
        onChange={event => change({ short: event.target.value.replace(/^\//, '').toLowerCase() })}
      />
      <div className="flex flex-col gap-1.5">
        <label htmlFor="reply-text" className="text-sm font-medium">
          Text
        </label>
        <textarea
          id="reply-text"
          rows={6}
          required
          maxLength={4000}
          value={text}
          onChange={event => change({ text: event.target.value })}
          className="rounded-lg border border-edge bg-surface px-3 py-2 text-base"
        />
        <p className="text-sm text-muted">
          {'{name}'}, {'{me}'} and {'{business}'} are filled in where it is used.
        </p>
      </div>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={shared}
          onChange={event => change({ shared: event.target.checked })}
          className="size-4 accent-accent"
        />
        Everybody at this desk may use it
      </label>
      {refused !== 'short' && <Trouble of={save} framed />}
      <Trouble of={remove} framed />
      <div className="flex flex-wrap gap-3">
        {id && (
          <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        )}
        <span className="flex-1" />
        <Button onClick={onDone}>Cancel</Button>
        <Button look="primary" type="submit" disabled={save.isPending || !short || !text.trim()}>
          Keep
        </Button>
      </div>
    </form>
  )
}
