import type { MESSAGE_LIMIT as Limit } from '../../conversations/schema.ts'

/** The server's limit, tied to it by type: importing the value would bring a validation library into the page. */
export const MESSAGE_LIMIT: typeof Limit = 4000
