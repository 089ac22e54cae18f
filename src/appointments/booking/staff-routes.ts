import type { App } from '../../kernel/http.ts'

export function staffAppointmentRoutes(_app: App): void {}
