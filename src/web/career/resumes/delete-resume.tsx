import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { messageOf, sendJson } from '../../api/client.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'

export function DeleteResume({ id, name }: { id: string; name: string }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const erase = useMutation({
    mutationFn: () => sendJson('DELETE', `/api/resumes/${id}`),
    onSuccess: async () => {
      await navigate({ to: '/career/resumes', replace: true })
      queries.removeQueries({ queryKey: ['resume', id] })
      await queries.invalidateQueries({ queryKey: ['resumes'] })
    },
  })
  return (
    <>
      <IconButton label="Delete this résumé" onClick={() => setAsking(true)}>
        <Trash2 size={18} aria-hidden />
      </IconButton>
      {asking && (
        <Sheet
          title="Delete this résumé?"
          middle
          onClose={() => setAsking(false)}
          footer={
            <div className="flex justify-end gap-3">
              <Button onClick={() => setAsking(false)}>Keep it</Button>
              <Button look="danger" disabled={erase.isPending} onClick={() => erase.mutate()}>
                Delete for good
              </Button>
            </div>
          }
        >
          <p>
            <strong className="break-words font-semibold">{name}</strong> is erased with all its versions, and so is
            what was remembered from them. Files stay.
          </p>
          {erase.isError && (
            <div className="mt-4">
              <Notice tone="bad" live>
                {messageOf(erase.error)}
              </Notice>
            </div>
          )}
        </Sheet>
      )}
    </>
  )
}
