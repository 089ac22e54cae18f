import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

/** Something that is there for whoever wants it: a line that unfolds. */
export function Unfold({
  title,
  children,
  open,
  onOpen,
}: {
  title: ReactNode
  children: ReactNode
  open?: boolean
  onOpen?: (open: boolean) => void
}) {
  return (
    <details open={open} onToggle={event => onOpen?.(event.currentTarget.open)} className="group">
      <summary className="inline-flex min-h-10 list-none items-center gap-1.5 rounded-lg pr-2 text-[0.9375rem] font-medium text-accent marker:hidden hover:text-accent-strong pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={17} aria-hidden className="transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="pb-2 pl-[1.4rem] pt-1">{children}</div>
    </details>
  )
}
