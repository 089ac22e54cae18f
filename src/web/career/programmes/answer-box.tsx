import { clsx } from 'clsx'
import { type RefObject, useLayoutEffect } from 'react'
import { storable } from '../../../kernel/text.ts'

const LEAST = 208

/** Where somebody writes: large letters, no frame but its own room; it grows with the words. */
export function AnswerBox({
  labelledBy,
  describedBy,
  text,
  field,
  short = false,
  onText,
  onLeave,
  onNext,
}: {
  labelledBy: string
  describedBy: string
  text: string
  field: RefObject<HTMLTextAreaElement | null>
  /** words beside a number */
  short?: boolean
  onText: (text: string) => void
  onLeave: () => void
  onNext: () => void
}) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const box = field.current
    if (!box) return
    const stretch = () => {
      box.style.height = 'auto'
      box.style.height = `${Math.max(box.scrollHeight + 2, short ? 112 : LEAST)}px`
    }
    stretch()
    addEventListener('resize', stretch)
    return () => removeEventListener('resize', stretch)
  }, [text, field, short])
  return (
    <textarea
      ref={field}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-keyshortcuts="Control+Enter"
      value={text}
      rows={short ? 3 : 6}
      placeholder={short ? 'A word on why, if you like' : 'Write as it comes'}
      onChange={event => onText(storable(event.target.value))}
      onBlur={onLeave}
      onKeyDown={event => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return
        event.preventDefault()
        onNext()
      }}
      className={clsx(
        'block w-full resize-none overflow-hidden rounded-2xl border border-edge/70 bg-surface px-4 py-4 text-lg leading-8 text-ink shadow-card sm:px-6 sm:py-5',
        'placeholder:text-muted focus:border-accent focus:outline-2 focus:outline-accent/25 focus:outline-offset-0',
        short ? 'min-h-28' : 'min-h-52',
      )}
    />
  )
}
