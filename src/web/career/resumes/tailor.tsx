import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Version } from '../../../resumes/schema.ts'
import { messageOf, sendJson } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'

type Props = {
  id: string
  version: number
  jobs: { id: string; title: string; company: string | null }[]
  /** Gets the number of the version that it was made from. */
  onMade: (from: string) => void
}

/** Makes a version for a job that was saved, and shows what changed. */
export function Tailor({ id, version, jobs, onMade }: Props) {
  const queries = useQueryClient()
  const [job, setJob] = useState('')
  const [key, setKey] = useState(newKey)
  const wanted = jobs.some(one => one.id === job) ? job : (jobs[0]?.id ?? '')
  const make = useMutation({
    mutationFn: () =>
      sendJson<Version>(
        'POST',
        `/api/resumes/${id}/tailored?version=${version}`,
        { listingId: wanted },
        { 'idempotency-key': key },
      ),
    onSuccess: async made => {
      setKey(newKey())
      await queries.invalidateQueries({ queryKey: ['resume', id] })
      void queries.invalidateQueries({ queryKey: ['resumes'] })
      onMade(String(made.basedOn))
    },
  })
  return (
    <section aria-labelledby="tailor">
      <h2 id="tailor" className="mb-1 text-lg">
        For a job
      </h2>
      {jobs.length === 0 ? (
        <p className="text-sm text-muted">
          Save a job among{' '}
          <Link to="/career/jobs" className="font-medium text-accent underline underline-offset-4">
            Jobs
          </Link>
          , and this résumé can be put in the order that it asks for.
        </p>
      ) : (
        <>
          <p className="mb-3 text-sm text-muted">
            A new version with what the job asks for first. Yours stays as it is, and you see what changed.
          </p>
          <Select label="Saved job" value={wanted} onChange={({ target }) => setJob(target.value)}>
            {jobs.map(one => (
              <option key={one.id} value={one.id}>
                {one.company ? `${one.title}, ${one.company}` : one.title}
              </option>
            ))}
          </Select>
          <Button className="mt-3" disabled={make.isPending} onClick={() => make.mutate()}>
            {make.isPending ? 'Making it…' : 'Make a version for it'}
          </Button>
          {make.isError && (
            <div className="mt-3">
              <Notice tone="bad" live>
                {messageOf(make.error)}
              </Notice>
            </div>
          )}
        </>
      )}
    </section>
  )
}
