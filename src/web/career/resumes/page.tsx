import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { FileText } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { formatMoment } from '../../words/time.ts'
import { CareerPage } from '../shell.tsx'
import { useResumes, versionName } from './api.ts'
import { NewResume } from './new-resume.tsx'

/** `?new=text` or `?file=ID`: a résumé is being begun. */
export default function CareerResumesPage() {
  const { new: making, file } = useSearch({ strict: false }) as { new?: string; file?: string }
  const navigate = useNavigate()
  const resumes = useResumes()
  const begin = () => void navigate({ to: '/career/resumes', search: { new: 'text' } })
  if (making || file)
    return (
      <CareerPage title="New résumé" narrow>
        <NewResume fileId={file} />
      </CareerPage>
    )
  return (
    <CareerPage title="Résumés" narrow>
      <div className="mb-6 flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-2xl sm:text-3xl">Résumés</h1>
        {resumes.data && resumes.data.items.length > 0 && (
          <Button look="primary" onClick={begin}>
            New résumé
          </Button>
        )}
      </div>
      {resumes.isPending ? (
        <Loading label="Getting your résumés" />
      ) : resumes.isError ? (
        <Failed found={resumes} />
      ) : resumes.data.items.length === 0 ? (
        <Empty
          title="No résumé yet"
          action={
            <Button look="primary" onClick={begin}>
              New résumé
            </Button>
          }
        >
          Paste the one you have, or make it of a file. Every change becomes a version that you can go back to.
        </Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
          {resumes.data.items.map(({ id, name, versions, latest }) => (
            <li key={id}>
              <Link
                to="/career/resumes/$id"
                params={{ id }}
                className="flex items-center gap-3 px-4 py-4 transition-colors hover:bg-sunken"
              >
                <FileText size={22} aria-hidden className="shrink-0 text-muted" />
                <span className="min-w-0 flex-1">
                  <span className="block break-words font-medium">{name}</span>
                  <span className="block text-sm text-muted">
                    {versionName(latest)} · {formatMoment(latest.createdAt)}
                  </span>
                </span>
                <Pill label={versions === 1 ? '1 version' : `${versions} versions`} tone="plain" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </CareerPage>
  )
}
