import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PostingSearch } from '../../../catalogue/jobs/schema.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { formatCount } from '../../words/home.ts'
import { Feeds } from './feeds.tsx'
import { ImportJobs, PastImports } from './import-jobs.tsx'

/** Jobs in the console: what is on offer, imports with what they refused, feeds, the sample. */
export default function StaffJobs() {
  return (
    <div className="flex flex-col gap-12">
      <Stock />
      <ImportJobs />
      <PastImports />
      <Feeds />
    </div>
  )
}

function Stock() {
  const queries = useQueryClient()
  const [said, setSaid] = useState<string | null>(null)
  const stock = useQuery({
    queryKey: ['admin', 'jobs', 'stock'],
    queryFn: ({ signal }) => getJson<PostingSearch>('/api/listings?kind=job&limit=1', signal),
  })
  const sample = useQuery({
    queryKey: ['admin', 'jobs', 'sample'],
    queryFn: ({ signal }) => getJson<PostingSearch>('/api/listings?kind=job&source=sample&limit=1', signal),
  })
  const change = useMutation({
    mutationFn: (method: 'POST' | 'DELETE') => sendJson<{ postings: number }>(method, '/api/admin/sample-postings'),
    onSuccess: ({ postings }, method) => {
      setSaid(`${formatCount(postings)} sample jobs ${method === 'POST' ? 'added' : 'taken away'}.`)
      return queries.invalidateQueries({ queryKey: ['admin', 'jobs'] })
    },
  })
  const total = stock.data?.total ?? 0
  const samples = sample.data?.total ?? 0
  return (
    <section aria-label="On offer">
      <h2 className="text-xl">Jobs on offer</h2>
      <p className="tnum mt-2 text-muted">
        {stock.data
          ? `${formatCount(total)}${total >= 1_000 ? ' or more' : ''} open, ${formatCount(samples)} of them sample`
          : 'Counting'}
      </p>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button small disabled={change.isPending || !sample.data} onClick={() => change.mutate('POST')}>
          Add the sample
        </Button>
        <Button
          small
          look="danger"
          disabled={change.isPending || samples === 0}
          onClick={() => change.mutate('DELETE')}
        >
          Take the sample away
        </Button>
      </div>
      <p className="mt-2 max-w-prose text-sm text-muted">
        The sample is invented and never mailed. What somebody saved or wrote about it is kept, closed.
      </p>
      {(said || change.isError) && (
        <div className="mt-4">
          <Notice live tone={change.isError ? 'bad' : 'info'}>
            {change.isError ? messageOf(change.error) : said}
          </Notice>
        </div>
      )}
    </section>
  )
}
