import { type FormEvent, useState } from 'react'
import type { Role } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { ROLES } from '../accounts/roles.ts'
import { useColleagues, type useDeed } from './use-inbox.ts'

/** Gives the conversation to a colleague, with a word that stays with the staff. */
export function TransferDialog({
  desk,
  me,
  speaker,
  give,
  onClose,
}: {
  desk: string
  me: string
  speaker: string | null
  give: ReturnType<typeof useDeed>
  onClose: () => void
}) {
  const found = useColleagues(desk)
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const others = (found.data?.items ?? []).filter(
    ({ accountId }) => accountId !== speaker && (accountId !== me || speaker !== null),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to) give.mutate({ to, note }, { onSuccess: onClose })
  }
  return (
    <Sheet middle title="Give to a colleague" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-2 text-sm text-muted">They are told at once, and the visitor reads who answers.</legend>
          {found.data && others.length === 0 && <p>Nobody else looks after this desk yet.</p>}
          {others.map(({ accountId, name, role }) => (
            <label
              key={accountId}
              className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-2 hover:bg-sunken has-checked:bg-tint"
            >
              <input
                type="radio"
                name="colleague"
                value={accountId}
                checked={to === accountId}
                onChange={() => setTo(accountId)}
                className="size-4 accent-accent"
              />
              <span className="font-medium">{name}</span>
              <span className="text-sm text-muted">{ROLES[role as Role]}</span>
            </label>
          ))}
        </fieldset>
        <div className="flex flex-col gap-1.5">
          <label htmlFor="transfer-note" className="text-sm font-medium">
            A word for them
          </label>
          <textarea
            id="transfer-note"
            rows={3}
            maxLength={4000}
            value={note}
            onChange={event => setNote(event.target.value)}
            className="rounded-lg border border-edge bg-surface px-3 py-2 text-base outline-none focus:border-accent focus:ring-2 focus:ring-accent/25"
          />
        </div>
        <Trouble of={give} framed />
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!to || give.isPending}>
            Give it
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
