import type { Channels } from '../channels/index.ts'
import type { App } from '../kernel/http.ts'

/** `channels` gives them once they are open. */
export function reminderRoutes(_app: App, _options: { channels: () => Channels }): void {}
