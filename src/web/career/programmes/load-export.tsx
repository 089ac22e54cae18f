import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { sendJson } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { type Enrolment, keyOf } from './api.ts'
import { Unfold } from './unfold.tsx'

/** Loads what was exported as data, as one more round; nothing that is here is written over. */
export function LoadExport() {
  const id = useId()
  const queries = useQueryClient()
  const load = useMutation({
    mutationFn: async (file: File) => {
      const document = await file
        .text()
        .then(JSON.parse)
        .catch(() => null)
      if (document === null)
        throw new Error('This file is no export of a programme. Choose one that was saved as data (JSON).')
      return sendJson<Enrolment>('POST', '/api/enrolments/imports', document, { 'idempotency-key': newKey() })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf.lines }),
  })
  return (
    <Unfold title="Load an export">
      <label htmlFor={id} className="block max-w-prose text-soft">
        A programme that you saved as data (JSON) comes back as one more round. Nothing that is here is written over.
      </label>
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        disabled={load.isPending}
        onChange={event => {
          const file = event.target.files?.[0]
          if (file) load.mutate(file)
          event.target.value = ''
        }}
        className="mt-3 block w-full text-[0.9375rem] file:mr-3 file:min-h-11 file:cursor-pointer file:rounded-lg file:border file:border-solid file:border-edge/60 file:bg-surface file:px-4 file:font-medium file:text-ink"
      />
      <div className="mt-3">
        <Trouble of={load} framed />
        {load.isSuccess && (
          <Notice live>
            {`Loaded: ${load.data.title}, ${load.data.progress.prompts.done} of ${load.data.progress.prompts.total} answered. `}
            <Link
              to="/career/programmes/$key"
              params={{ key: load.data.programme }}
              search={{ enrolment: load.data.id }}
              className="font-medium text-accent underline underline-offset-4"
            >
              Open it
            </Link>
          </Notice>
        )}
      </div>
    </Unfold>
  )
}
