import type { App } from '../../kernel/http.ts'
import type { CalendarSettings } from './sync.ts'

export function calendarRoutes(_app: App, _options: { calendars: () => CalendarSettings }): void {}
