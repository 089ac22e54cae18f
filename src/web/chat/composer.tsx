import { ArrowUp } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect } from 'react'
import { MESSAGE_LIMIT } from '../words/limits.ts'

const COUNT_FROM = MESSAGE_LIMIT - 400

/** Where one writes. Enter sends, Shift+Enter breaks the line; it grows with its text and never refuses while an answer comes. */
export function Composer({
  text,
  onText,
  onSend,
  field,
  placeholder,
}: {
  text: string
  onText: (text: string) => void
  onSend: () => void
  field: RefObject<HTMLTextAreaElement | null>
  placeholder: string
}) {
  const left = MESSAGE_LIMIT - text.length
  const empty = text.trim() === ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`
  }, [text, field])
  // On a touch screen focus would open the keyboard over the page.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) field.current?.focus({ preventScroll: true })
  }, [field])
  return (
    <form
      aria-label="Write a message"
      onSubmit={event => {
        event.preventDefault()
        if (!empty) onSend()
      }}
      className="rounded-2xl border border-edge bg-surface shadow-card transition-colors focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25"
    >
      <div className="flex items-end gap-2 p-1.5">
        <label htmlFor="message" className="sr-only">
          Your message
        </label>
        <textarea
          id="message"
          ref={field}
          rows={1}
          value={text}
          maxLength={MESSAGE_LIMIT}
          placeholder={placeholder}
          enterKeyHint="send"
          aria-describedby={left <= 400 ? 'message-left' : undefined}
          onChange={event => onText(event.target.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            if (!empty) onSend()
          }}
          className="max-h-[200px] min-h-11 flex-1 resize-none bg-transparent px-3 py-2.5 text-base leading-6 outline-none"
        />
        <button
          type="submit"
          disabled={empty}
          aria-label="Send"
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-xl bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
        >
          <ArrowUp size={20} aria-hidden />
        </button>
      </div>
      {text.length >= COUNT_FROM && (
        <p id="message-left" role="status" className="tnum px-4 pb-2 text-right text-xs text-muted">
          {left} characters left
        </p>
      )}
    </form>
  )
}
