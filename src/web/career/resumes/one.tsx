import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { buttonClass } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'
import { CareerPage } from '../shell.tsx'
import { useResume, useSavedJobs, versionName } from './api.ts'
import { DeleteResume } from './delete-resume.tsx'
import { DiffView } from './diff-view.tsx'
import { EarlierFeedback } from './earlier-feedback.tsx'
import { Editor } from './editor.tsx'
import { FeedbackList } from './feedback-list.tsx'
import { MarkedText } from './marked-text.tsx'
import { Restore } from './restore.tsx'
import { Tailor } from './tailor.tsx'

/**
 * One résumé: `?version=` shows an earlier version, `?compare=` what changed since another, `?check=` the lines that a check of
 * the feedback speaks of, `?for=` a job to check against.
 */
export default function CareerResumesOne() {
  const { id } = useParams({ strict: false }) as { id: string }
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const navigate = useNavigate()
  const found = useResume(id, search.version)
  const jobs = useSavedJobs()
  const [marked, setMarked] = useState<number[]>([])
  const go = (next: Record<string, string | undefined>) => {
    const kept = Object.entries({ ...search, ...next }).filter((entry): entry is [string, string] => Boolean(entry[1]))
    void navigate({ to: '/career/resumes/$id', params: { id }, search: Object.fromEntries(kept), replace: true })
  }
  if (found.isPending || found.isError)
    return (
      <CareerPage title="Résumé">
        {found.isPending ? <Loading label="Getting your résumé" /> : <Failed found={found} />}
      </CareerPage>
    )
  const { name, versions, version } = found.data
  const newest = versions.at(-1)!
  const isNewest = version.number === newest.number
  const isReading = !isNewest || search.check !== undefined
  return (
    <CareerPage title={name}>
      <Link to="/career/resumes" className={`${buttonClass('quiet', true)} -ml-3 mb-1`}>
        All résumés
      </Link>
      <div className="mb-6 flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="mr-auto min-w-0">
          <h1 className="break-words text-2xl sm:text-3xl">{name}</h1>
          <p className="mt-1 text-sm text-muted">
            {versionName(version, versions.length)} · {formatMoment(version.createdAt)}
            {version.madeBy === 'rules' && ' · put in order by rules'}
            {version.madeBy === 'model' && ' · proposed by a model: check what is marked [to confirm]'}
          </p>
        </div>
        <DeleteResume id={id} name={name} />
      </div>
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <section aria-label="Text" className="min-w-0">
          <div className="mb-4 grid gap-3 sm:grid-cols-2">
            <Select
              label="Version"
              value={String(version.number)}
              onChange={({ target }) =>
                go({ version: Number(target.value) === newest.number ? undefined : target.value, check: undefined })
              }
            >
              {versions.toReversed().map(one => (
                <option key={one.id} value={one.number}>
                  {versionName(one)}
                </option>
              ))}
            </Select>
            <Select
              label="Compare with"
              value={search.compare ?? ''}
              onChange={({ target }) => go({ compare: target.value || undefined })}
            >
              <option value="">Nothing</option>
              {versions
                .toReversed()
                .filter(one => one.number !== version.number)
                .map(one => (
                  <option key={one.id} value={one.number}>
                    {versionName(one)}
                  </option>
                ))}
            </Select>
          </div>
          {search.compare ? (
            <DiffView id={id} version={version.number} other={search.compare} />
          ) : isReading ? (
            <MarkedText text={version.text} lines={search.check ? marked : []} />
          ) : (
            <Editor key={id} id={id} version={version} onSaved={() => go({ version: undefined, check: undefined })} />
          )}
          {isReading && !search.compare && isNewest && (
            <button type="button" className={`${buttonClass('primary')} mt-4`} onClick={() => go({ check: undefined })}>
              Go on writing
            </button>
          )}
          {!isNewest && (
            <Restore
              id={id}
              version={version}
              onRestored={() => go({ version: undefined, compare: undefined, check: undefined })}
            />
          )}
          {version.earlierFeedback && <EarlierFeedback said={version.earlierFeedback} />}
        </section>
        <div className="flex min-w-0 flex-col gap-8">
          <FeedbackList
            id={id}
            version={version.number}
            listingId={search.for}
            jobs={jobs.data ?? []}
            chosen={search.check}
            onJob={job => go({ for: job })}
            onChoose={(check, lines) => {
              setMarked(lines)
              go({ check, compare: undefined })
            }}
            onLines={setMarked}
          />
          <Tailor
            id={id}
            version={version.number}
            jobs={jobs.data ?? []}
            onMade={made => go({ version: undefined, compare: made, check: undefined })}
          />
        </div>
      </div>
    </CareerPage>
  )
}
