import type { App } from '../../kernel/http.ts'

export function appointmentRoutes(_app: App): void {}
