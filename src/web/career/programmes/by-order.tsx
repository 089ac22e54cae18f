import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { type Enrolment, of, useAct } from './api.ts'

/** An answer that was brought from before and stands here by its order alone: whether it belongs here is asked. */
export function ByOrder({ enrolment, prompt, revision }: { enrolment: Enrolment; prompt: string; revision: number }) {
  const confirm = useAct(enrolment.id, (prompts: string[] | undefined) =>
    sendJson<Enrolment>('POST', of(enrolment.id, '/places'), { prompts }),
  )
  const answer = enrolment.answers.find(one => one.prompt === prompt)
  if (!answer?.byOrder || answer.revision !== revision) return null
  const others = enrolment.answers.filter(({ byOrder }) => byOrder).length - 1
  return (
    <section aria-label="Brought from before" className="mt-4 flex flex-col gap-2.5">
      <Notice>
        This answer was brought along from before and put here by its order. If it answers this question, say so; if
        not, write what does: the old words stay among the earlier ones.
      </Notice>
      <div className="flex flex-wrap gap-2.5">
        <Button small disabled={confirm.isPending} onClick={() => confirm.mutate([prompt])}>
          It belongs here
        </Button>
        {others > 0 && (
          <Button small look="quiet" disabled={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
            {`So do the other ${others}`}
          </Button>
        )}
      </div>
      <Trouble of={confirm} />
    </section>
  )
}
