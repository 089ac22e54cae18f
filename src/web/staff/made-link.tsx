import { formatMoment } from '../words/time.ts'
import { CopyField } from './copy-field.tsx'

export type NewLink = { url: string; expiresAt: string }

/** A link just made. It is shown this once: only its fingerprint is kept. */
export function MadeLink({ about, link }: { about: string; link: NewLink }) {
  return (
    <div role="status" className="flex flex-col gap-2 rounded-xl border border-tint-line bg-tint p-4">
      <CopyField label={about} value={link.url} autoFocus />
      <p className="text-sm text-soft">
        Shown once, works once, until {formatMoment(link.expiresAt)}. Hand it over yourself; it is not e-mailed.
      </p>
    </div>
  )
}
