/**
 * The widget: the chat on other sites.
 *
 * A *site* includes `/widget.js`, which shows `/embed` in a frame. An *origin* is a site that may; nobody may but ourselves until
 * an administrator names them. A *variable* is what the site fills in for its visitor; nobody has proven it. A *secret* signs the
 * tokens by which a site names its own users; a user, by the *subject* of the token, is one person for good.
 *
 * Invariants: only the frame's page may be framed, and only by the origins that are set; requests out of the frame are our own
 * page's, and are checked like any; a subject is one person, by a primary key; a secret is shown once and rests sealed; a person
 * with an account is opened by no token.
 */
import type { App } from '../../kernel/http.ts'
import type { Config } from '../config.ts'
import type { State } from '../state.ts'
import { widgetAdminRoutes } from './admin-routes.ts'
import { widgetPages } from './pages.ts'
import { rememberSettings } from './settings.ts'
import { noteSources, widgetVisitorRoutes } from './visitor-routes.ts'

export { widgetPart } from './person-part.ts'

export function widgetRoutes(app: App, { state, config }: { state: State; config: Config }): void {
  const desk = config.DESKS[0]!
  const known = rememberSettings(state, desk)
  widgetPages(app, known)
  widgetVisitorRoutes(app, { state, config })
  widgetAdminRoutes(app, { state, known, desk })
  noteSources(app)
}
