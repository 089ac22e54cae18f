import { messageOf, sendJson } from '../../api/client.ts'
import { Toggle } from '../../parts/toggle.tsx'
import { type Enrolment, of, useAct } from './api.ts'

/** One answer that stays with its writer although a coach may read the others. */
export function Private({ enrolment, prompt }: { enrolment: Enrolment; prompt: string }) {
  const kept = enrolment.answers.filter(answer => answer.private).map(answer => answer.prompt)
  const change = useAct(enrolment.id, (on: boolean) =>
    sendJson('PUT', of(enrolment.id, '/sharing'), {
      shared: true,
      private: on ? [...new Set([...kept, prompt])] : kept.filter(other => other !== prompt),
    }),
  )
  if (!enrolment.answers.some(answer => answer.prompt === prompt)) return null
  return (
    <div className="mt-6 rounded-xl border border-line px-4 py-3.5">
      <Toggle
        label="Keep this answer to myself"
        hint="Your coach can read the others, and not this one."
        on={change.isPending ? change.variables : kept.includes(prompt)}
        onChange={on => change.mutate(on)}
      />
      {change.isError && <p className="mt-2 text-sm text-bad">{messageOf(change.error)}</p>}
    </div>
  )
}
