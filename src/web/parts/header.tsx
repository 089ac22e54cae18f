import { Link } from '@tanstack/react-router'
import { CalendarDays } from 'lucide-react'
import type { ReactNode } from 'react'
import { useBusiness } from '../api/business.ts'
import { ThemeButton } from './theme.tsx'

export function Mark({ className }: { className?: string }) {
  const { logo } = useBusiness()
  if (logo) return <img src={logo} alt="" className={`rounded-md object-contain ${className ?? ''}`} />
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path d="M7 7h8v8H7zM17 17h8v8h-8z" className="fill-on-accent" />
      <path d="M17 7h8v8h-8zM7 17h8v8H7z" className="fill-on-accent" fillOpacity=".5" />
    </svg>
  )
}

const LINK =
  'rounded-lg px-1.5 py-2 text-sm sm:px-3 font-medium text-muted transition-colors hover:text-ink [&.active]:text-ink [&.active]:bg-sunken'

export function Header({ actions }: { actions?: ReactNode }) {
  const business = useBusiness()
  return (
    <header className="z-20 border-b border-line bg-page">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:left-3 focus:top-2 focus:z-30 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2.5 focus:shadow-sheet"
      >
        Skip to content
      </a>
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-3 sm:px-5">
        <Link to="/" className="flex min-w-0 items-center gap-2 rounded-lg py-1.5 pr-1 sm:mr-4 sm:gap-2.5 sm:pr-2">
          <Mark className="size-7 shrink-0" />
          <span className="text-sm font-semibold leading-tight tracking-tight line-clamp-2 sm:line-clamp-1 sm:text-[0.9375rem]">
            {business.name}
          </span>
        </Link>
        <nav aria-label="Main" className="flex items-center">
          <Link to="/" className={`${LINK} [&.active]:max-sm:hidden`} activeOptions={{ exact: true }}>
            Chat
          </Link>
          <Link to="/homes" className={LINK}>
            Homes
          </Link>
          {business.desks.includes('career') && (
            <Link to="/career" className={LINK}>
              Career
            </Link>
          )}
          <Link to="/appointments" className={`${LINK} max-sm:hidden`}>
            My appointments
          </Link>
        </nav>
        <div className="ml-auto flex items-center">
          <Link
            to="/appointments"
            aria-label="My appointments"
            title="My appointments"
            className="inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-soft hover:bg-sunken hover:text-ink pointer-coarse:size-11 sm:hidden [&.active]:bg-sunken"
          >
            <CalendarDays size={19} aria-hidden />
          </Link>
          {actions}
          <ThemeButton />
        </div>
      </div>
    </header>
  )
}

/** A page that scrolls as a whole, below the header. */
export function Page({ title, children, actions }: { title?: string; children: ReactNode; actions?: ReactNode }) {
  const business = useBusiness()
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{title ? `${title} · ${business.name}` : business.name}</title>
      <Header actions={actions} />
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 py-7 outline-none sm:px-6 sm:py-10">
        {children}
      </main>
    </div>
  )
}
