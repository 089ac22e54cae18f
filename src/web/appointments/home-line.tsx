import { Link } from '@tanstack/react-router'
import type { Appointment } from '../api/types.ts'

/** The home that an appointment is about, and where it is. */
export function HomeLine({ listing }: { listing: NonNullable<Appointment['listing']> }) {
  return (
    <>
      <Link
        to="/homes/$slug"
        params={{ slug: listing.slug }}
        className="rounded font-medium text-accent underline-offset-4 hover:underline"
      >
        {listing.name}
      </Link>
      <span className="block text-soft">{listing.address ?? listing.place}</span>
    </>
  )
}
