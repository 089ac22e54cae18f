/** Where staff type what a caller says, and read what to say next. */
export function CallSheet({ personId }: { personId: string }) {
  return <section aria-label="Call" data-person={personId} />
}
