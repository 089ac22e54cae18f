import { useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { CornerDownLeft, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { Account } from '../../api/types.ts'
import type { Place } from '../frame.tsx'
import { choicesOf } from './choices.ts'
import { useFound } from './use-found.ts'

/**
 * Finds sections, people and appointments by what is typed. The list is a listbox that the field owns (WAI-ARIA combobox): arrows
 * choose, Enter goes, Escape closes.
 */
export default function Palette({
  account,
  places,
  onClose,
}: {
  account: Account
  places: readonly Place[]
  onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const navigate = useNavigate()
  const id = useId()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const { found, isSearching, failed } = useFound(text.trim(), account.role)
  const choices = [...choicesOf(text, places), ...found]
  const at = Math.min(chosen, choices.length - 1)
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    field.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])
  const go = (index: number) => {
    const choice = choices[index]
    if (!choice) return
    onClose()
    void navigate({ to: choice.to, search: choice.search ?? {} } as never)
  }
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setChosen((at + step + choices.length) % Math.max(choices.length, 1))
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      go(at)
    }
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop closes; the keyboard has Escape
    <dialog
      ref={dialog}
      aria-label="Find or go to"
      onClose={onClose}
      onClick={event => event.target === dialog.current && onClose()}
      className="sheet fixed inset-x-0 top-0 mx-auto mt-0 flex max-h-[85dvh] w-full max-w-xl flex-col overflow-hidden bg-surface text-ink shadow-sheet outline-none sm:mt-[10dvh] sm:max-h-[70dvh] sm:rounded-2xl"
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={18} aria-hidden className="shrink-0 text-muted" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Find or go to"
          aria-expanded={choices.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder="A name, a phone number, a page, the code of a visit"
          value={text}
          maxLength={100}
          onChange={event => {
            setText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={pressed}
          className="min-h-14 w-full bg-transparent text-base outline-none placeholder:text-muted"
        />
      </div>
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label="What was found"
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2"
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen one
          <div
            key={choice.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => go(index)}
            onMouseMove={() => index !== at && setChosen(index)}
            className={clsx(
              'flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 py-1.5',
              index === at && 'bg-tint',
            )}
          >
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{choice.label}</span>
              {choice.detail && <span className="block truncate text-sm text-muted">{choice.detail}</span>}
            </span>
            <span className="shrink-0 text-xs text-muted">{choice.group}</span>
            {index === at && <CornerDownLeft size={15} aria-hidden className="shrink-0 text-muted max-sm:hidden" />}
          </div>
        ))}
      </div>
      <p role="status" className="border-t border-line px-4 py-2.5 text-sm text-muted">
        {failed
          ? failed
          : isSearching
            ? 'Looking among people'
            : choices.length === 0
              ? `Nothing found for “${text.trim()}”`
              : 'Arrows choose, Enter opens. Elsewhere: G and a letter goes to a section.'}
      </p>
    </dialog>
  )
}
