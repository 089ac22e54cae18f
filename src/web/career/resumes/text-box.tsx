import { useId } from 'react'
import { LONGEST_TEXT, WORD } from '../../../resumes/schema.ts'

export function TextBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const id = useId()
  const words = value.match(WORD)?.length ?? 0
  const tooLong = value.length > LONGEST_TEXT
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Text
      </label>
      <textarea
        id={id}
        value={value}
        rows={24}
        spellCheck
        aria-invalid={tooLong ? true : undefined}
        aria-describedby={`${id}-count`}
        onChange={event => onChange(event.target.value)}
        className="w-full resize-y rounded-lg border border-edge bg-surface px-4 py-3 leading-relaxed text-ink aria-invalid:border-bad"
      />
      <p id={`${id}-count`} className={`tnum text-sm ${tooLong ? 'text-bad' : 'text-muted'}`}>
        {tooLong ? `${value.length - LONGEST_TEXT} characters too many` : words === 1 ? '1 word' : `${words} words`}
      </p>
    </div>
  )
}
