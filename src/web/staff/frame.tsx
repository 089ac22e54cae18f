import { Link, useRouter } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { CircleUser, type LucideIcon, Menu, Search } from 'lucide-react'
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { SignOut } from '../account/sign-out.tsx'
import { useBusiness } from '../api/business.ts'
import type { Account } from '../api/types.ts'
import { buttonClass } from '../parts/button.tsx'
import { Mark } from '../parts/header.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { ThemeButton } from '../parts/theme.tsx'
import { sentence } from '../words/home.ts'
import { useShortcuts } from './shortcuts.ts'

const Palette = lazy(() => import('./palette/index.tsx'))

export type Place = {
  key: string
  label: string
  icon: LucideIcon
  /** beside the label */
  count?: ComponentType
}

/** How many of the first sections stand at the bottom of a telephone. */
const AT_HAND = 4

/**
 * What stands around every page of the console: at the side on wide screens, above and below on narrow ones. `tall`: the page
 * fills the window and scrolls within.
 */
export function Frame({
  account,
  groups,
  current,
  tall = false,
  children,
}: {
  account: Account
  groups: Place[][]
  current: Place
  tall?: boolean
  children: ReactNode
}) {
  const business = useBusiness()
  const [open, setOpen] = useState<'palette' | 'menu' | 'me' | null>(null)
  const places = groups.flat()
  const close = () => setOpen(null)
  const { history } = useRouter()
  useShortcuts(places, () => setOpen('palette'))
  // What was opened stays while a page arrives that was asked for before. Who goes back or forth leaves it.
  useEffect(
    () =>
      history.subscribe(({ action }) => {
        if (action.type !== 'PUSH' && action.type !== 'REPLACE') setOpen(null)
      }),
    [history],
  )
  return (
    <div className={clsx('flex flex-col lg:flex-row', tall ? 'h-dvh overflow-hidden' : 'min-h-dvh')}>
      <title>{`${current.label} · ${business.name}`}</title>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:left-3 focus:top-2 focus:z-30 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2.5 focus:shadow-sheet"
      >
        Skip to content
      </a>
      <header className="z-20 flex shrink-0 items-center gap-2 border-b border-line bg-page px-3 py-1.5 lg:sticky lg:top-0 lg:h-dvh lg:w-56 lg:flex-col lg:items-stretch lg:gap-4 lg:border-b-0 lg:border-r lg:px-3 lg:py-4">
        <Link
          to="/console/$section"
          params={{ section: places[0]!.key }}
          className="flex min-w-0 items-center gap-2.5 rounded-lg py-1.5 pr-2 lg:px-2"
        >
          <Mark className="size-7 shrink-0" />
          <span className="truncate text-[0.9375rem] font-semibold tracking-tight max-sm:sr-only">{business.name}</span>
        </Link>
        <button
          type="button"
          onClick={() => setOpen('palette')}
          aria-keyshortcuts="Control+K Meta+K"
          className="ml-auto inline-flex min-h-10 items-center gap-2 rounded-lg border border-line bg-surface px-3 text-sm text-muted hover:border-edge pointer-coarse:min-h-11 max-lg:max-w-56 max-lg:flex-1 lg:ml-0"
        >
          <Search size={16} aria-hidden />
          <span className="truncate">Find or go to</span>
          <kbd className="ml-auto rounded border border-line bg-sunken px-1.5 font-sans text-xs max-lg:hidden">
            Ctrl K
          </kbd>
        </button>
        <nav aria-label="Console" className="hidden min-h-0 flex-1 flex-col gap-3.5 overflow-y-auto lg:flex">
          {groups.map(group => (
            <div key={group[0]!.key} className="flex flex-col gap-0.5">
              {group.map(place => (
                <SideLink key={place.key} place={place} isCurrent={place.key === current.key} />
              ))}
            </div>
          ))}
        </nav>
        <div className="flex items-center lg:justify-between lg:border-t lg:border-line lg:pt-3">
          <button
            type="button"
            onClick={() => setOpen('me')}
            className="inline-flex min-h-10 min-w-0 items-center gap-2 rounded-lg px-2 text-sm font-medium text-soft hover:bg-sunken hover:text-ink pointer-coarse:min-h-11"
          >
            <CircleUser size={19} aria-hidden className="shrink-0" />
            <span className="truncate max-lg:sr-only">{account.name}</span>
          </button>
          <ThemeButton />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={clsx(
          'min-w-0 flex-1 outline-none',
          tall ? 'flex min-h-0 flex-col' : 'mx-auto w-full max-w-[90rem] px-4 py-6 max-lg:pb-24 sm:px-6 lg:px-8',
        )}
      >
        <h1 className="sr-only">{current.label}</h1>
        {children}
      </main>
      <AtHand places={places.slice(0, AT_HAND)} current={current} tall={tall} onMenu={() => setOpen('menu')} />
      {open === 'menu' && (
        <Sheet title="Console" onClose={close}>
          <nav aria-label="All sections" className="flex flex-col gap-5">
            {groups.map(group => (
              <div key={group[0]!.key} className="flex flex-col gap-0.5">
                {group.map(place => (
                  <SideLink key={place.key} place={place} isCurrent={place.key === current.key} onGo={close} />
                ))}
              </div>
            ))}
          </nav>
        </Sheet>
      )}
      {open === 'me' && (
        <Sheet middle title={account.name} onClose={close}>
          <p className="break-words text-muted">
            {sentence(account.role)} · {account.email}
          </p>
          <div className="mt-5 flex flex-wrap gap-3">
            <Link to="/account" className={buttonClass()}>
              My account
            </Link>
            <SignOut />
          </div>
        </Sheet>
      )}
      {open === 'palette' && (
        <Suspense>
          <Palette account={account} places={places} onClose={close} />
        </Suspense>
      )}
    </div>
  )
}

/** Where the menu is longer than the window, the current place is seen in it. */
const intoView = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: 'nearest' })

function SideLink({ place, isCurrent, onGo }: { place: Place; isCurrent: boolean; onGo?: () => void }) {
  const { key, label, icon: Icon, count: Count } = place
  return (
    <Link
      to="/console/$section"
      params={{ section: key }}
      ref={isCurrent ? intoView : undefined}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onGo}
      className={clsx(
        'inline-flex min-h-8 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium max-lg:min-h-10 max-lg:text-[0.9375rem] pointer-coarse:min-h-11',
        isCurrent ? 'bg-tint text-accent' : 'text-soft hover:bg-sunken hover:text-ink',
      )}
    >
      <Icon size={17} aria-hidden className="shrink-0" />
      <span className="flex-1">{label}</span>
      {Count && <Count />}
    </Link>
  )
}

/** The bar at the bottom of a telephone: what is needed all day, and the way to the rest. */
function AtHand({
  places,
  current,
  tall,
  onMenu,
}: {
  places: Place[]
  current: Place
  tall: boolean
  onMenu: () => void
}) {
  const item = 'relative flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs font-medium'
  return (
    <nav
      aria-label="At hand"
      className={clsx(
        'z-20 flex shrink-0 border-t border-line bg-page pb-[env(safe-area-inset-bottom)] lg:hidden',
        !tall && 'fixed inset-x-0 bottom-0',
      )}
    >
      {places.map(({ key, label, icon: Icon, count: Count }) => (
        <Link
          key={key}
          to="/console/$section"
          params={{ section: key }}
          aria-current={key === current.key ? 'page' : undefined}
          className={clsx(item, key === current.key ? 'text-accent' : 'text-muted')}
        >
          <Icon size={20} aria-hidden />
          <span className="max-w-full truncate">{label}</span>
          {Count && (
            <span className="absolute left-1/2 top-1">
              <Count />
            </span>
          )}
        </Link>
      ))}
      <button
        type="button"
        onClick={onMenu}
        className={clsx(item, places.some(({ key }) => key === current.key) ? 'text-muted' : 'text-accent')}
      >
        <Menu size={20} aria-hidden />
        More
      </button>
    </nav>
  )
}
