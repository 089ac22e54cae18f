import type { App } from '../kernel/http.ts'
import { appointmentRoutes as bookingRoutes } from './booking/routes.ts'
import { staffAppointmentRoutes } from './booking/staff-routes.ts'
import { calendarRoutes } from './calendars/routes.ts'
import type { CalendarSettings } from './calendars/sync.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { slotRoutes } from './slots/routes.ts'
import { staffRoutes } from './staff/routes.ts'

/** Booking and managing, for visitors, members and staff. */
export function appointmentRoutes(app: App, options: { calendars: () => CalendarSettings }): void {
  slotRoutes(app)
  bookingRoutes(app)
  sessionRoutes(app)
  staffAppointmentRoutes(app)
  staffRoutes(app)
  calendarRoutes(app, options)
}
