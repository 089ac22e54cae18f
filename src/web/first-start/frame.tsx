import type { ReactNode } from 'react'
import { ThemeButton } from '../parts/theme.tsx'

/** No name and no ways to elsewhere: nothing else is there yet. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-page">
        <div className="mx-auto flex h-14 max-w-6xl items-center justify-between px-3 sm:px-5">
          <svg viewBox="0 0 32 32" className="size-7" aria-hidden="true">
            <rect width="32" height="32" rx="7" className="fill-accent" />
            <path d="M7 7h8v8H7zM17 17h8v8h-8z" className="fill-on-accent" />
            <path d="M17 7h8v8h-8zM7 17h8v8H7z" className="fill-on-accent" fillOpacity=".5" />
          </svg>
          <ThemeButton />
        </div>
      </header>
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-4 py-7 sm:px-6 sm:py-10">
        {children}
      </main>
    </div>
  )
}
