import type { AppointmentRow } from './row.ts'

declare module '../storage/index.ts' {
  interface Events {
    /** Something happened to an appointment; `row` is how it is now. */
    'appointment.changed': {
      change:
        | 'held'
        | 'requested'
        | 'booked'
        | 'confirmed'
        | 'moved'
        | 'reassigned'
        | 'cancelled'
        | 'expired'
        | 'completed'
        | 'no_show'
        | 'contacted'
        | 'no_answer'
        | 'rated'
        | 'corrected'
      row: AppointmentRow
    }
  }
}
