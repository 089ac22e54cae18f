import { clsx } from 'clsx'
import { MessageCircle } from 'lucide-react'
import type { WidgetSettings } from '../../../server/widget/schema.ts'

/** How a site looks with the button, drawn small. The sign on the button is white or dark, as the script decides it. */
export function Preview({ look }: { look: WidgetSettings }) {
  const isLeft = look.side === 'left'
  return (
    <figure className="md:sticky md:top-6 md:self-start">
      <div
        aria-hidden
        className="relative flex h-72 flex-col gap-3 overflow-hidden rounded-xl border border-line bg-surface p-4 shadow-card"
      >
        <div className="h-4 w-24 rounded bg-line" />
        <div className="h-3 w-full rounded bg-sunken" />
        <div className="h-3 w-5/6 rounded bg-sunken" />
        <div className="h-3 w-2/3 rounded bg-sunken" />
        <div
          className={clsx(
            'absolute bottom-4 flex max-w-[85%] flex-col gap-2.5',
            isLeft ? 'left-4 items-start' : 'right-4 items-end',
          )}
        >
          {look.greeting?.trim() && (
            <p className="rounded-xl border border-line bg-surface px-3 py-2 text-sm shadow-card [overflow-wrap:anywhere]">
              {look.greeting}
            </p>
          )}
          <span
            className="flex size-14 items-center justify-center rounded-full shadow-card"
            style={{ background: look.color, color: isLight(look.color) ? '#101513' : '#ffffff' }}
          >
            <MessageCircle size={24} />
          </span>
        </div>
      </div>
      <figcaption className="mt-2 text-sm text-muted">How it stands on a site.</figcaption>
    </figure>
  )
}

/** Relative luminance (WCAG 2.2), where dark signs begin to read better than white ones. */
function isLight(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18
}
