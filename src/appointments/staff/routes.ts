import type { App } from '../../kernel/http.ts'

export function staffRoutes(_app: App): void {}
