import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { MarketFigure, MarketFigures } from '../../../catalogue/markets/schema.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Pill } from '../../parts/pill.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { sentence } from '../../words/home.ts'
import { formatExact } from '../../words/price.ts'
import { formatDate } from '../../words/time.ts'
import { usePlace } from '../place.ts'
import { FigureForm } from './figure-form.tsx'
import { ImportFigures } from './import-figures.tsx'

export const marketKey = ['staff', 'settings', 'market'] as const

/** Figures about localities, with where they stand and of which day. They are added, never changed. */
export default function MarketPage() {
  const { id } = usePlace()
  return id === null ? <Places /> : <OnePlace place={id} />
}

function useFigures(place?: string) {
  return useQuery({
    queryKey: [...marketKey, place ?? null],
    queryFn: ({ signal }) =>
      getJson<MarketFigures>(`/api/admin/settings/market${place ? `?place=${encodeURIComponent(place)}` : ''}`, signal),
  })
}

function Places() {
  const found = useFigures()
  const [sheet, setSheet] = useState<'figure' | 'import' | null>(null)
  if (found.isPending) return <Loading label="Reading the figures" />
  if (!found.data) return <Failed found={found} />
  const { items, currency } = found.data
  return (
    <section aria-label="Market" className="flex flex-col gap-6">
      <header className="flex flex-wrap items-start justify-between gap-4">
        <div className="max-w-prose">
          <h2 className="text-2xl">Market</h2>
          <p className="mt-1 text-muted">
            What prices by the sq ft did so far, place by place. Visitors see past figures with their source and day;
            the grade is for staff. Your own figures come before the sample's.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setSheet('import')}>Import a file</Button>
          <Button look="primary" onClick={() => setSheet('figure')}>
            Add figures
          </Button>
        </div>
      </header>
      {items.length === 0 ? (
        <Empty title="No figures yet">Add those of one place, or bring a file with many.</Empty>
      ) : (
        <Table items={items} currency={currency} caption="Figures in use" />
      )}
      {sheet === 'figure' && (
        <Sheet title="Add figures" onClose={() => setSheet(null)}>
          <FigureForm figures={found.data} onDone={() => setSheet(null)} />
        </Sheet>
      )}
      {sheet === 'import' && (
        <Sheet title="Import figures" onClose={() => setSheet(null)}>
          <ImportFigures />
        </Sheet>
      )}
    </section>
  )
}

function OnePlace({ place }: { place: string }) {
  const found = useFigures(place)
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  if (found.isPending) return <Loading label="Reading the figures" />
  if (!found.data) return <Failed found={found} />
  const { items, currency } = found.data
  return (
    <section aria-label={place} className="flex flex-col gap-6">
      <Link
        to="/console/$section"
        params={{ section: 'market' }}
        className="inline-flex min-h-10 items-center gap-2 self-start rounded-lg text-sm font-medium text-muted hover:text-ink"
      >
        <ArrowLeft size={17} aria-hidden /> All places
      </Link>
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h2 className="text-2xl">{items[0]?.place ?? place}</h2>
        <Button look="primary" onClick={() => setOpen(true)}>
          Add figures
        </Button>
      </header>
      {items.length === 0 ? (
        <Empty title="No figures of this place">Add the first ones with their source and day.</Empty>
      ) : (
        <Table items={items} currency={currency} caption={`All figures of ${place}`} history />
      )}
      {open && (
        <Sheet title={`Figures of ${items[0]?.place ?? place}`} onClose={() => setOpen(false)}>
          <FigureForm
            figures={found.data}
            place={items[0]?.place ?? place}
            of={items.find(item => item.inUse && !item.sample)}
            onDone={recorded => {
              setOpen(false)
              if (recorded !== place)
                void navigate({ to: '/console/$section/$id', params: { section: 'market', id: recorded } })
            }}
          />
        </Sheet>
      )}
    </section>
  )
}

function Table({
  items,
  currency,
  caption,
  history = false,
}: {
  items: readonly MarketFigure[]
  currency: string
  caption: string
  history?: boolean
}) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      className="overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="tnum w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead className="bg-sunken text-left text-muted">
          <tr className="[&>th]:whitespace-nowrap [&>th]:px-3.5 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">{history ? 'Day' : 'Place'}</th>
            <th scope="col" className="text-right!">
              By the sq ft
            </th>
            <th scope="col" className="text-right!">
              1 year
            </th>
            <th scope="col" className="text-right!">
              5 years
            </th>
            <th scope="col" className="text-right!">
              Yield
            </th>
            <th scope="col">Trend</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr
              key={`${item.place} ${item.asOf} ${item.source}`}
              className="border-t border-line [&>td]:px-3.5 [&>td]:py-2 [&>th]:px-3.5 [&>th]:py-2"
            >
              <th scope="row" className="whitespace-nowrap text-left font-medium">
                {history ? (
                  <span className="flex items-center gap-2">
                    {formatDate(item.asOf)} {item.inUse && <Pill label="In use" tone="good" />}
                  </span>
                ) : (
                  <Link
                    to="/console/$section/$id"
                    params={{ section: 'market', id: item.place }}
                    className="underline decoration-edge/60 underline-offset-4 hover:decoration-current"
                  >
                    {item.place}
                  </Link>
                )}
              </th>
              <td className="whitespace-nowrap text-right">
                {item.pricePerSqft.average === null ? '–' : formatExact(item.pricePerSqft.average, currency)}
              </td>
              <td className="text-right">{percent(item.growth1y)}</td>
              <td className="text-right">{percent(item.growth5y)}</td>
              <td className="text-right">{percent(item.rentalYield)}</td>
              <td className="whitespace-nowrap">{item.trend ? sentence(item.trend.replaceAll('_', ' ')) : '–'}</td>
              <td className="min-w-44">
                {item.source}
                <span className="block text-xs text-muted">
                  {item.sample ? 'Sample' : (item.by ?? 'Recorded')}, {formatDate(item.asOf)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const percent = (value: number | null) => (value === null ? '–' : `${value}%`)
