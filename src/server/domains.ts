import { accountRoutes } from '../accounts/index.ts'
import { assistantRoutes } from '../assistant/index.ts'
import { catalogueRoutes } from '../catalogue/index.ts'
import { conversationRoutes } from '../conversations/index.ts'
import type { App } from '../kernel/http.ts'
import { peopleRoutes } from '../people/index.ts'
import type { Config } from './config.ts'
import type { State } from './state.ts'

/** Every domain's routes, declared once. */
export function domainRoutes(app: App, config: Config, state: State): void {
  accountRoutes(app, state as never)
  peopleRoutes(app)
  conversationRoutes(app)
  catalogueRoutes(app)
  assistantRoutes(app, config as never)
}
