import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Version } from '../../../resumes/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'

/** Makes the next version of an earlier one. */
export function Restore({ id, version, onRestored }: { id: string; version: Version; onRestored: () => void }) {
  const queries = useQueryClient()
  const restore = useMutation({
    mutationFn: () => sendJson<Version>('POST', `/api/resumes/${id}/versions`, { restore: version.number }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['resume', id] })
      void queries.invalidateQueries({ queryKey: ['resumes'] })
      onRestored()
    },
  })
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3">
      <Button look="primary" disabled={restore.isPending} onClick={() => restore.mutate()}>
        Restore this version
      </Button>
      <p className="text-sm text-muted">It becomes the newest; none is lost.</p>
      <Trouble of={restore} framed />
    </div>
  )
}
