/**
 * Appointments: who can be met, when, and what was agreed.
 *
 * An *appointment* is a site visit, a callback or a coaching session: who, with whom, when, and its status. A *slot* is a start at
 * which somebody is free. A *hold* keeps a start while the visitor decides. A *version* counts the changes of what was agreed:
 * reminders, invitations and calendar events belong to one. A *key* opens one appointment without an account.
 *
 * Invariants: one visit or session at a time for each member of staff, by an exclusion constraint; statuses move as the table says; what is
 * offered can be booked; the same request is the same appointment; appointment, event, reminders and calendar change in one
 * transaction; a wall clock becomes an instant with the rules of its own day.
 */

export { addAttempt } from './booking/add-attempt.ts'
export { addVisitorNote } from './booking/add-visitor-note.ts'
export { type BookInput, bookVisit } from './booking/book-visit.ts'
export { type BroughtAppointment, bringAppointments } from './booking/bring-appointments.ts'
export { callableFrom } from './booking/callable-from.ts'
export { cancelAppointment } from './booking/cancel-appointment.ts'
export { checkContact } from './booking/contact.ts'
export { expireHolds } from './booking/expire-holds.ts'
export { holdStart, releaseHold } from './booking/hold-start.ts'
export { appointmentKey, manageLink } from './booking/links.ts'
export { listChanges } from './booking/list-changes.ts'
export { moveAppointment } from './booking/move-appointment.ts'
export { noteScores } from './booking/note-scores.ts'
export { appointmentPart } from './booking/person-part.ts'
export { activeAppointments, findAppointment, listAppointments, openAppointment } from './booking/queries.ts'
export { rateAppointment } from './booking/rate-appointment.ts'
export { completionReport, workload } from './booking/reports.ts'
export { requestCallback } from './booking/request-callback.ts'
export { setReminders } from './booking/set-reminders.ts'
export { setStatus } from './booking/set-status.ts'
export { listCallbacks, listStaffAppointments, toStaffAppointments } from './booking/staff-queries.ts'
export { toAppointment } from './booking/view.ts'
export { type CalendarSettings, startCalendarSync, syncCalendars } from './calendars/sync.ts'
export { appointmentSubject } from './messages/handler.ts'
export { appointmentRoutes } from './routes.ts'
export type { AppointmentRow } from './row.ts'
export * from './schema.ts'
export { type BookSessionInput, bookSession } from './sessions/book-session.ts'
export { type CoachNote, readCoachNote, saveCoachNote } from './sessions/coach-notes.ts'
export { type Entitlement, readEntitlement } from './sessions/entitlement.ts'
export type { StartRefusal } from './slots/free.ts'
export { freeSessions } from './slots/free-sessions.ts'
export { freeSlots } from './slots/free-slots.ts'
export { freeStaff } from './slots/free-staff.ts'
export { nextFree } from './slots/next-free.ts'
export { listHolidays, setHolidays } from './staff/holidays.ts'
export { type Owner, ownerOf, setOwner } from './staff/owners.ts'
export { listStaff, listTimeOff, requireStaff, staffOfAccount } from './staff/queries.ts'
export { type SaveStaffInput, saveStaff } from './staff/save-staff.ts'
export { seedSampleStaff } from './staff/seed-sample-staff.ts'
export { setWorkingHours } from './staff/set-working-hours.ts'
export {
  readAppointmentSettings,
  readSessionSettings,
  writeAppointmentSettings,
  writeSessionSettings,
} from './staff/settings.ts'
export { addTimeOff, removeTimeOff } from './staff/time-off.ts'

import './events.ts'
