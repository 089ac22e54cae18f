import { useQuery } from '@tanstack/react-query'
import type { Examination, Finding } from '../../server/doctor/schema.ts'
import { getJson } from '../api/client.ts'
import { FactList } from '../parts/fact-list.tsx'
import { Pill } from '../parts/pill.tsx'

/** What the doctor found: what is not well first, with what to do; what is well behind one line. */
export function ExaminationOfHouse() {
  const { data } = useQuery({
    queryKey: ['admin', 'doctor'],
    queryFn: ({ signal }) => getJson<Examination>('/api/admin/doctor', signal),
    refetchInterval: 60_000,
  })
  if (!data) return null
  const of = (state: Finding['state']) => data.findings.filter(found => found.state === state)
  const told = [...of('problem'), ...of('note')]
  const well = of('ok')
  return (
    <section aria-labelledby="examination" className="flex flex-col gap-3">
      <h3 id="examination" className="text-lg">
        What the doctor found
      </h3>
      {told.length === 0 ? <p>Nothing is wrong.</p> : <FactList rows={toRows(told)} dense />}
      <details>
        <summary className="min-h-8 w-fit cursor-pointer text-sm text-muted hover:text-ink pointer-coarse:min-h-11">
          {well.length} more, all well
        </summary>
        <FactList rows={toRows(well)} dense />
      </details>
      <p className="text-sm text-muted">
        <code>mosaic doctor --live</code> tries the connections too.
      </p>
    </section>
  )
}

/** Where the word of the command line is not how people write it. */
const NAMES: Partial<Record<string, string>> = {
  survives: 'Survives a deploy',
  email: 'E-mail',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  tls: 'Encryption',
}

/** One row for what was looked at, however much was found of it. */
function toRows(findings: Finding[]) {
  return [...Map.groupBy(findings, ({ check }) => check)].map(([check, found]) => {
    const name = NAMES[check] ?? check.charAt(0).toUpperCase() + check.slice(1)
    return [
      name,
      <div key={check} className="flex flex-col gap-3">
        {found.map(({ state, says, todo }) => (
          <div key={says} className="flex flex-col gap-1">
            {state === 'problem' && <Pill label="Problem" tone="bad" />}
            <span>{says.replaceAll('`', '')}</span>
            {todo && <span className="text-sm text-muted">{todo.replaceAll('`', '')}</span>}
          </div>
        ))}
      </div>,
    ] as const
  })
}
