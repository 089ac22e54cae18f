import { Link, useLocation } from '@tanstack/react-router'
import { UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { useBusiness } from '../api/business.ts'
import { Mark } from '../parts/header.tsx'
import { ThemeButton } from '../parts/theme.tsx'
import { useAccount } from '../staff/account.ts'

/** The rooms of the career desk, in the order in which somebody comes to need them. */
const ROOMS = [
  { to: '/career', label: 'Coach', exact: true },
  { to: '/career/programmes', label: 'Programme' },
  { to: '/career/progress', label: 'Progress' },
  { to: '/career/jobs', label: 'Jobs' },
  { to: '/career/applications', label: 'Applications' },
  { to: '/career/resumes', label: 'Résumés' },
  { to: '/career/files', label: 'Files' },
  { to: '/career/sessions', label: 'Sessions' },
] as const

const LINK =
  'inline-flex min-h-10 shrink-0 items-center rounded-lg px-3 text-sm font-medium text-muted transition-colors hover:text-ink pointer-coarse:min-h-11 [&.active]:bg-sunken [&.active]:text-ink'

/** On a narrow screen the room one is in may stand beyond the edge. */
const intoView = (link: HTMLAnchorElement | null) => {
  if (link?.classList.contains('active')) link.scrollIntoView({ inline: 'center', block: 'nearest' })
}

export function CareerHeader() {
  const business = useBusiness()
  const account = useAccount()
  const { href } = useLocation()
  return (
    <header className="z-20 border-b border-line bg-page print:hidden">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:left-3 focus:top-2 focus:z-30 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2.5 focus:shadow-sheet"
      >
        Skip to content
      </a>
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-3 sm:px-5">
        <Link to="/career" className="flex min-w-0 items-center gap-2 rounded-lg py-1.5 pr-1 sm:gap-2.5 sm:pr-2">
          <Mark className="size-7 shrink-0" />
          <span className="truncate text-sm font-semibold tracking-tight sm:text-[0.9375rem]">{business.name}</span>
        </Link>
        <div className="ml-auto flex items-center gap-1">
          {business.desks.includes('sales') && (
            <Link to="/homes" className={`${LINK} max-sm:hidden`}>
              Homes
            </Link>
          )}
          {account.data ? (
            <Link to="/account" className={`${LINK} max-w-44`}>
              <UserRound size={18} aria-hidden className="mr-2 shrink-0" />
              <span className="truncate">{account.data.name}</span>
            </Link>
          ) : (
            <Link to="/sign-in" search={{ back: href }} className={LINK}>
              Sign in
            </Link>
          )}
          <ThemeButton />
        </div>
      </div>
      <nav aria-label="Career" className="scroll-x mx-auto flex max-w-6xl gap-1 px-2 pb-2 sm:px-4">
        {ROOMS.map(({ to, label, ...rest }) => (
          <Link key={to} to={to} ref={intoView} activeOptions={{ exact: 'exact' in rest }} className={LINK}>
            {label}
          </Link>
        ))}
      </nav>
    </header>
  )
}

/** A page of the career desk that scrolls as a whole. `narrow` is for reading and writing. */
export function CareerPage({ title, narrow, children }: { title: string; narrow?: boolean; children: ReactNode }) {
  const business = useBusiness()
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{`${title} · ${business.name}`}</title>
      <CareerHeader />
      <main
        id="main"
        tabIndex={-1}
        className={`mx-auto w-full flex-1 px-4 py-7 outline-none sm:px-6 sm:py-10 ${narrow ? 'max-w-3xl' : 'max-w-6xl'}`}
      >
        {children}
      </main>
    </div>
  )
}
