import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { IconButton } from './button.tsx'

/**
 * A modal sheet on the browser's own dialog, which keeps focus inside, makes the rest inert and closes on Escape. It
 * stands at the side on wide screens and fills narrow ones.
 */
export function Sheet({
  title,
  onClose,
  children,
  footer,
  middle = false,
  wide = false,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  footer?: ReactNode
  middle?: boolean
  /** two columns have room at the side */
  wide?: boolean
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop closes; the keyboard has Escape and the button
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={event => event.target === dialog.current && onClose()}
      className={clsx(
        'sheet max-h-none max-w-none overflow-hidden bg-surface shadow-sheet outline-none',
        middle
          ? 'fixed inset-x-0 bottom-0 top-auto m-auto w-full rounded-t-2xl sm:inset-0 sm:w-[30rem] sm:rounded-2xl sm:h-fit'
          : 'fixed inset-y-0 left-auto right-0 m-0 h-dvh w-full sm:border-l sm:border-line',
        !middle && (wide ? 'sm:w-[min(58rem,94vw)]' : 'sm:w-[27rem]'),
      )}
    >
      <div className={clsx('flex flex-col', middle ? 'max-h-[90dvh]' : 'h-full')}>
        <header className="flex items-center justify-between gap-4 border-b border-line py-2 pl-5 pr-2">
          <h2 id={heading} className="text-lg">
            {title}
          </h2>
          <IconButton label="Close" onClick={onClose}>
            <X size={20} aria-hidden />
          </IconButton>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-5">{children}</div>
        {footer && (
          <footer className="border-t border-line bg-surface px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
            {footer}
          </footer>
        )}
      </div>
    </dialog>
  )
}
