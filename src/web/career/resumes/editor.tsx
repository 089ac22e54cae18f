import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { LONGEST_TEXT, type Version } from '../../../resumes/schema.ts'
import { messageOf, sendJson } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useTextDraft } from './drafts.ts'
import { TextBox } from './text-box.tsx'

/** The newest version, to go on with. What is typed is kept on this device with every key, until it is a version. */
export function Editor({ id, version, onSaved }: { id: string; version: Version; onSaved: () => void }) {
  const queries = useQueryClient()
  const { draft, write, arrived, drop } = useTextDraft(id)
  const [key, setKey] = useState(newKey)
  const text = draft?.text ?? version.text
  const changed = text !== version.text
  const save = useMutation({
    mutationFn: (sent: string) =>
      sendJson<Version>('POST', `/api/resumes/${id}/versions`, { text: sent }, { 'idempotency-key': key }),
    onSettled: () => setKey(newKey()),
    onSuccess: async (_made, sent) => {
      await queries.invalidateQueries({ queryKey: ['resume', id] })
      void queries.invalidateQueries({ queryKey: ['resumes'] })
      arrived(sent)
      onSaved()
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save.mutate(text)
      }}
    >
      <TextBox value={text} onChange={next => write({ text: next })} />
      <div className="mt-4 flex min-h-11 flex-wrap items-center gap-3">
        <Button
          type="submit"
          look="primary"
          disabled={!changed || save.isPending || text.trim() === '' || text.length > LONGEST_TEXT}
        >
          {save.isPending ? 'Saving…' : 'Save as a new version'}
        </Button>
        {changed && (
          <Button look="quiet" onClick={drop}>
            Undo all changes
          </Button>
        )}
        <p role="status" className="text-sm text-muted">
          {changed ? 'Not a version yet, kept on this device' : 'This is what is saved'}
        </p>
      </div>
      {save.isError && (
        <div className="mt-3">
          <Notice tone="bad" live>
            {messageOf(save.error)}
          </Notice>
        </div>
      )}
    </form>
  )
}
