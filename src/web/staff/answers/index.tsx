import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { AnswerTexts } from '../../../assistant/texts/schema.ts'
import { getJson } from '../../api/client.ts'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { formatDate } from '../../words/time.ts'
import { usePlace } from '../place.ts'
import { answersKey, EditAnswer } from './edit.tsx'

/** What the assistant says of its own, topic by topic, as this house words it. */
export default function AnswersPage() {
  const { id } = usePlace()
  const found = useQuery({
    queryKey: [...answersKey, 'all'],
    queryFn: ({ signal }) => getJson<AnswerTexts>('/api/admin/settings/answers', signal),
  })
  if (found.isPending) return <Loading label="Reading the texts" />
  if (!found.data) return <Failed found={found} />
  if (id === null) return <List texts={found.data} />
  const entry = found.data.items.find(item => item.key === id)
  return (
    <div className="flex flex-col gap-5">
      <Link
        to="/console/$section"
        params={{ section: 'answers' }}
        className="inline-flex min-h-10 items-center gap-2 self-start rounded-lg text-sm font-medium text-muted hover:text-ink"
      >
        <ArrowLeft size={17} aria-hidden /> All texts
      </Link>
      {entry ? (
        <EditAnswer key={entry.key} entry={entry} placeholders={found.data.placeholders} />
      ) : (
        <Empty title="No such text">It may have had another name in an older release.</Empty>
      )}
    </div>
  )
}

function List({ texts }: { texts: AnswerTexts }) {
  return (
    <section aria-label="Answer texts" className="flex flex-col gap-6">
      <header className="max-w-prose">
        <h2 className="text-2xl">Answer texts</h2>
        <p className="mt-1 text-muted">
          What the assistant says on a topic that no home's data answers. Figures of homes always come from the
          catalogue.
        </p>
      </header>
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {texts.items.map(item => (
          <li key={item.key} className="border-t border-line first:border-t-0">
            <Link
              to="/console/$section/$id"
              params={{ section: 'answers', id: item.key }}
              className="flex flex-col gap-1 px-4 py-3 hover:bg-sunken"
            >
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">{item.label}</span>
                {item.edited && <Pill label="Yours" tone="good" />}
                {item.at && (
                  <span className="text-xs text-muted">
                    {item.by ?? 'Somebody'}, {formatDate(item.at)}
                  </span>
                )}
              </span>
              <span className="line-clamp-2 text-sm text-muted">{item.body}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
