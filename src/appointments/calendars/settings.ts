export type CalendarSettings = {
  google: { clientId: string; clientSecret: string; apiUrl: string | null } | null
  /** Whether calendars of the private network may be connected. */
  caldavPrivate: boolean
  /** Seals passwords and tokens at rest; 32 bytes or more. */
  secret: string
}
