import { Check, Copy } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { INPUT } from '../parts/field.tsx'

/** A text to be handed on, with a button that copies it; where a browser refuses that, it stands selected. */
export function CopyField({ label, value, autoFocus = false }: { label: string; value: string; autoFocus?: boolean }) {
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  const [state, setState] = useState<'new' | 'copied' | 'selected'>('new')
  const copy = async () => {
    input.current?.select()
    try {
      // Pages without https have no clipboard.
      await navigator.clipboard.writeText(value)
      setState('copied')
    } catch {
      setState(document.execCommand('copy') ? 'copied' : 'selected')
    }
  }
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="flex flex-col gap-2 sm:flex-row">
        <input
          ref={input}
          id={id}
          readOnly
          value={value}
          // biome-ignore lint/a11y/noAutofocus: what was asked for by a button is where one goes on
          autoFocus={autoFocus}
          className={`${INPUT} min-w-0 text-sm`}
          onFocus={event => event.target.select()}
        />
        <Button onClick={() => void copy()}>
          {state === 'copied' ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          {state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <p role="status" className="text-sm text-muted empty:hidden">
        {state === 'selected' && 'This browser does not let a page copy. The link is selected: copy it yourself.'}
        {state === 'copied' && <span className="sr-only">Copied.</span>}
      </p>
    </div>
  )
}
