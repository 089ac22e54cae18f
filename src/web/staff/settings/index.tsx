import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { type ComponentType, lazy, Suspense } from 'react'
import { Loading } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { BusinessPage } from './business.tsx'
import { HoursPage, QuietPage, SessionsPage } from './hours.tsx'

/** The parts of the settings by address: `/console/settings/ID`. */
const PARTS: Record<string, { label: string; body: ComponentType }> = {
  business: { label: 'Business', body: BusinessPage },
  hours: { label: 'Visits and calls', body: HoursPage },
  quiet: { label: 'Quiet hours', body: QuietPage },
  sessions: { label: 'Coaching sessions', body: SessionsPage },
  channels: { label: 'Channels', body: lazy(async () => ({ default: (await import('./channels.tsx')).ChannelsPage })) },
  brand: { label: 'Brand', body: lazy(async () => ({ default: (await import('./brand.tsx')).BrandPage })) },
  weights: {
    label: 'Weights of leads',
    body: lazy(async () => ({ default: (await import('./weights.tsx')).WeightsPage })),
  },
  backups: {
    label: 'Backups',
    body: lazy(async () => ({ default: (await import('./backups.tsx')).BackupsPage })),
  },
  retention: {
    label: 'Retention',
    body: lazy(async () => ({ default: (await import('./retention.tsx')).RetentionPage })),
  },
}

/** What administrators choose for the whole house. */
export default function Settings() {
  const { id } = usePlace()
  const chosen = id !== null && id in PARTS ? id : 'business'
  const { label, body: Body } = PARTS[chosen]!
  return (
    <div className="grid gap-8 lg:grid-cols-[12rem_minmax(0,1fr)] lg:gap-12">
      <nav
        aria-label="Settings"
        className="scroll-x -mx-4 flex gap-2 px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0 lg:sticky lg:top-8 lg:flex-col lg:flex-nowrap lg:gap-0.5 lg:self-start"
      >
        {Object.entries(PARTS).map(([key, part]) => (
          <Link
            key={key}
            to="/console/$section/$id"
            params={{ section: 'settings', id: key }}
            aria-current={key === chosen ? 'page' : undefined}
            className={clsx(
              'inline-flex min-h-9 shrink-0 items-center rounded-full border px-3.5 text-sm pointer-coarse:min-h-11 lg:rounded-lg lg:border-transparent',
              key === chosen
                ? 'border-accent bg-tint font-medium text-accent'
                : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink lg:bg-transparent lg:hover:bg-sunken',
            )}
          >
            {part.label}
          </Link>
        ))}
      </nav>
      <section aria-label={label} className="flex min-w-0 flex-col gap-6">
        <h2 className="text-xl">{label}</h2>
        <Suspense fallback={<Loading label="Opening the page" />}>
          <Body key={chosen} />
        </Suspense>
      </section>
    </div>
  )
}
