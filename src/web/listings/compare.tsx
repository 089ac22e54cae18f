import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { getJson } from '../api/client.ts'
import type { Comparison } from '../api/types.ts'
import { buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Failed, Loading } from '../parts/notice.tsx'
import { ComparisonTable } from './comparison.tsx'
import { MOST } from './selection.ts'

export default function ComparePage() {
  const { ids = '' } = useSearch({ from: '/compare' })
  const list = ids.split(',').filter(Boolean).slice(0, MOST)
  const found = useQuery({
    queryKey: ['compare', list],
    queryFn: ({ signal }) =>
      getJson<Comparison>(`/api/listings/compare?ids=${list.map(encodeURIComponent).join(',')}`, signal),
    enabled: list.length > 1,
  })
  return (
    <Page title="Compare">
      <h1 className="mb-6 text-2xl sm:text-3xl">Side by side</h1>
      {list.length < 2 ? (
        <Empty
          title="Pick at least two homes"
          action={
            <Link to="/homes" className={buttonClass('primary')}>
              Look through the homes
            </Link>
          }
        >
          Choose “Compare” on two to four homes, and they stand here next to each other.
        </Empty>
      ) : found.isPending ? (
        <Loading label="Putting them side by side" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : (
        <ComparisonTable comparison={found.data} />
      )}
    </Page>
  )
}
