import { Phone, Video } from 'lucide-react'
import type { Appointment } from '../api/types.ts'

/** How a session is held: by telephone, or at a link that is there while it is ahead. */
export function SessionWay({ session, upcoming }: { session: NonNullable<Appointment['session']>; upcoming: boolean }) {
  if (session.by === 'phone')
    return (
      <span className="inline-flex items-center gap-2">
        <Phone size={16} aria-hidden className="text-muted" />
        By telephone: your coach calls you
      </span>
    )
  return (
    <span className="inline-flex items-start gap-2">
      <Video size={16} aria-hidden className="mt-1 shrink-0 text-muted" />
      {!upcoming ? (
        'By video'
      ) : session.link ? (
        <a
          href={session.link}
          target="_blank"
          rel="noopener noreferrer"
          className="min-w-0 break-all text-accent underline underline-offset-4"
        >
          {session.link}
          <span className="sr-only"> (opens in a new window)</span>
        </a>
      ) : (
        'By video: the link stands here once your coach has set it'
      )}
    </span>
  )
}
