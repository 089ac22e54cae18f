import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { getJson, messageOf, sendJson } from '../api/client.ts'
import type { AdminListing } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Empty, Loading, Notice, Trouble } from '../parts/notice.tsx'
import { STATUSES } from '../words/home.ts'

/** Every home of the catalogue, shown to visitors or hidden from them. */
export default function Catalogue() {
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const found = useInfiniteQuery({
    queryKey: ['admin', 'listings', typed],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...(typed && { q: typed }), ...(pageParam && { cursor: pageParam }) })
      return getJson<{ items: AdminListing[]; cursor: string | null }>(`/api/admin/listings?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    placeholderData: keepPreviousData,
  })
  const publish = useMutation({
    mutationFn: ({ id, published }: { id: string; published: boolean }) =>
      sendJson('PATCH', `/api/admin/listings/${id}`, { published }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['admin', 'listings'] }),
  })
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section aria-label="Homes" className="flex flex-col gap-5">
      <Field
        label="Find by name, place or developer"
        type="search"
        value={typed}
        onChange={event => setTyped(event.target.value)}
        className="max-w-sm"
      />
      <Trouble of={publish} framed />
      {found.isPending ? (
        <Loading label="Reading the catalogue" />
      ) : found.isError ? (
        <Notice tone="bad" live>
          {messageOf(found.error)}
        </Notice>
      ) : rows.length === 0 ? (
        <Empty title={typed ? 'No home of that name' : 'The catalogue is empty'}>
          {typed ? 'Try fewer letters.' : 'Import a file to fill it.'}
        </Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {rows.map(row => (
            <li key={row.id} className="flex flex-wrap items-center gap-x-5 gap-y-2 px-4 py-3">
              <div className="min-w-0 flex-1 basis-56">
                <Link
                  to="/homes/$slug"
                  params={{ slug: row.slug }}
                  className="rounded font-medium underline-offset-4 hover:text-accent hover:underline"
                >
                  {row.name}
                </Link>
                <p className="text-sm text-muted">
                  {row.place} · {STATUSES[row.status]}
                  {' · '}
                  {row.units === 1 ? '1 unit' : `${row.units} units`}
                  {row.sample ? ' · sample' : ` · from ${row.source}`}
                </p>
              </div>
              <p className="min-w-16 text-sm text-muted">
                {row.published ? 'Shown' : row.hiddenBy === 'import' ? 'Hidden by an import' : 'Hidden'}
              </p>
              <Button
                small
                disabled={publish.isPending}
                aria-label={`${row.published ? 'Hide' : 'Show'} ${row.name}`}
                onClick={() => publish.mutate({ id: row.id, published: !row.published })}
              >
                {row.published ? 'Hide' : 'Show'}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className="self-center" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          More homes
        </Button>
      )}
    </section>
  )
}
