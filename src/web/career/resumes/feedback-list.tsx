import { clsx } from 'clsx'
import { Check as CheckIcon, CircleAlert } from 'lucide-react'
import { useEffect } from 'react'
import type { Check } from '../../../resumes/schema.ts'
import { Select } from '../../parts/field.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { useFeedback } from './api.ts'

const NAMES: Record<string, string> = {
  contact: 'Contact',
  length: 'Length',
  summary: 'Summary',
  skills: 'Skills',
  date_order: 'Newest first',
  gaps: 'Gaps',
  bullets_per_role: 'What each role says',
  figures: 'Figures',
  bullet_length: 'Length of bullets',
  opening_verb: 'Opening verbs',
  repeated_verb: 'Repeated verbs',
  first_person: 'First person',
  abbreviation: 'Abbreviations',
  keywords: 'Words of the job',
}

type Props = {
  id: string
  version: number
  listingId: string | undefined
  jobs: { id: string; title: string; company: string | null }[]
  chosen: string | undefined
  onJob: (id: string | undefined) => void
  onChoose: (code: string | undefined, lines: number[]) => void
  onLines: (lines: number[]) => void
}

/** The checks of the version that is saved; one of them can be shown in the text. */
export function FeedbackList({ id, version, listingId, jobs, chosen, onJob, onChoose, onLines }: Props) {
  const feedback = useFeedback(id, version, listingId)
  const checks = feedback.data?.checks ?? []
  const lines = checks.find(({ code }) => code === chosen)?.lines
  useEffect(() => {
    if (lines) onLines(lines)
  }, [lines, onLines])
  const open = checks.filter(({ passed }) => !passed)
  const well = checks.filter(({ passed }) => passed)
  return (
    <section aria-labelledby="feedback">
      <h2 id="feedback" className="mb-1 text-lg">
        Feedback
      </h2>
      <p className="mb-4 text-sm text-muted">
        {checks.length === 0 ? 'By rules, on what is saved.' : `${well.length} of ${checks.length} checks passed.`}
      </p>
      {jobs.length > 0 && (
        <Select
          label="Check against a job"
          className="mb-4"
          value={listingId ?? ''}
          onChange={({ target }) => onJob(target.value || undefined)}
        >
          <option value="">No job</option>
          {jobs.map(job => (
            <option key={job.id} value={job.id}>
              {job.company ? `${job.title}, ${job.company}` : job.title}
            </option>
          ))}
        </Select>
      )}
      {feedback.isPending ? (
        <Loading label="Reading it" />
      ) : feedback.isError ? (
        <Failed found={feedback} />
      ) : (
        <>
          <ul className="flex flex-col gap-2">
            {open.map(check => (
              <OpenCheck key={check.code} check={check} chosen={chosen === check.code} onChoose={onChoose} />
            ))}
          </ul>
          {well.length > 0 && (
            <ul className="mt-4 flex flex-col gap-1.5">
              {well.map(({ code, advice }) => (
                <li key={code} className="flex items-start gap-2 text-sm text-muted">
                  <CheckIcon size={16} aria-hidden className="mt-0.5 shrink-0 text-accent" />
                  <span>
                    <span className="sr-only">Well: </span>
                    {advice}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  )
}

function OpenCheck({ check, chosen, onChoose }: { check: Check; chosen: boolean; onChoose: Props['onChoose'] }) {
  const { code, lines, advice, missing } = check
  return (
    <li className={clsx('rounded-xl border bg-surface px-4 py-3', chosen ? 'border-accent' : 'border-line')}>
      <p className="flex items-center gap-2 font-medium">
        <CircleAlert size={17} aria-hidden className="shrink-0 text-warn" />
        {NAMES[code] ?? code}
      </p>
      <p className="mt-1 text-sm text-soft">{advice}</p>
      {missing && missing.length > 0 && <p className="mt-1 text-sm text-muted">Not in it: {missing.join(', ')}</p>}
      {lines.length > 0 && (
        <button
          type="button"
          aria-pressed={chosen}
          className="mt-1 min-h-9 text-sm font-medium text-accent hover:underline pointer-coarse:min-h-11"
          onClick={() => onChoose(chosen ? undefined : code, lines)}
        >
          {chosen ? 'Hide the lines' : lines.length === 1 ? `Show line ${lines[0]}` : `Show ${lines.length} lines`}
        </button>
      )}
    </li>
  )
}
