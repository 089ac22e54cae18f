import { clsx } from 'clsx'
import { Upload } from 'lucide-react'
import { type ReactNode, useState } from 'react'

const TAKEN = '.pdf,.docx,.txt,.md,.png,.jpg,.jpeg'

/** Where files are dropped, or chosen with the browser's own dialog. */
export function DropZone({ hint, onFiles }: { hint: ReactNode; onFiles: (files: File[]) => void }) {
  const [over, setOver] = useState(false)
  return (
    <label
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault()
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
      className={clsx(
        'flex cursor-pointer flex-col items-center gap-1.5 rounded-2xl border-2 border-dashed px-5 py-9 text-center transition-colors',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
        over ? 'border-accent bg-tint' : 'border-edge/60 bg-surface hover:border-edge',
      )}
    >
      <Upload size={26} aria-hidden className="mb-1 text-accent" />
      <span className="font-medium">Choose files, or drop them here</span>
      <span className="text-sm text-muted">{hint}</span>
      <input
        type="file"
        multiple
        accept={TAKEN}
        className="sr-only"
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </label>
  )
}
