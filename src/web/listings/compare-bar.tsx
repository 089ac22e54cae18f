import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { buttonClass, IconButton } from '../parts/button.tsx'
import { clearPicked, usePicked } from './selection.ts'

/** The homes picked for comparison, standing at the foot of a page that scrolls. */
export function CompareBar() {
  const picked = usePicked()
  if (picked.length === 0) return null
  return (
    <section
      aria-label="Homes to compare"
      className="sticky bottom-4 z-10 mx-auto mt-8 flex w-full max-w-2xl items-center gap-2 rounded-xl border border-tint-line bg-tint py-1.5 pl-4 pr-1.5 shadow-sheet"
    >
      <p className="min-w-0 flex-1 truncate text-sm font-medium">{picked.map(listing => listing.name).join(', ')}</p>
      {picked.length > 1 ? (
        <Link
          to="/compare"
          search={{ ids: picked.map(listing => listing.id).join(',') }}
          className={buttonClass('primary', true)}
        >
          Compare {picked.length}
        </Link>
      ) : (
        <span className="px-2 text-sm text-muted">Pick one more</span>
      )}
      <IconButton label="Clear the comparison" onClick={clearPicked}>
        <X size={18} aria-hidden />
      </IconButton>
    </section>
  )
}
