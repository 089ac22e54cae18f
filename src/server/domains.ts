import { accountPart, accountRoutes } from '../accounts/index.ts'
import { appointmentPart, appointmentRoutes, appointmentSubject } from '../appointments/index.ts'
import { type Assistant, assistantRoutes, greeting } from '../assistant/index.ts'
import { cataloguePart, catalogueRoutes, type Wish, wishSchema } from '../catalogue/index.ts'
import { conversationPart, conversationRoutes } from '../conversations/index.ts'
import { filePart, fileRoutes } from '../files/index.ts'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { ensurePerson, findPerson, peopleRoutes, registerPersonPart } from '../people/index.ts'
import { registerSubject, reminderPart, reminderRoutes } from '../reminders/index.ts'
import { forgetVisitor } from './access.ts'
import { requireReady, type State } from './state.ts'

/** Every domain's routes, declared once; and what each keeps about a person, so that export and erase find it. */
export function declareDomains(app: App, state: State, assistant: Assistant): void {
  registerParts()
  accountRoutes(app, state)
  peopleRoutes(app, { forgetVisitor })
  fileRoutes(app, { files: () => requireReady(state).files, persons: { find: findPerson, ensure: ensurePerson } })
  conversationRoutes(app, {
    greeting: ctx => greeting(ctx, assistant.settings),
    parseWish: readWish,
  })
  catalogueRoutes(app)
  assistantRoutes(app, { assistant })
  reminderRoutes(app, { channels: () => requireReady(state).channels })
  appointmentRoutes(app, {
    calendars: () => requireReady(state).calendars,
    proof: () => requireReady(state).channels.email !== null,
  })
}

/** Refuses `sales.wish` for what is no wish. */
function readWish(wish: unknown): Wish {
  const parsed = wishSchema.safeParse(wish)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  refuse('invalid', 'sales.wish', `${issue?.path.join('.') || 'wish'}: ${issue?.message ?? 'is not valid'}`)
}

/** Lower domains first. The command line needs this too. */
export function registerParts(): void {
  registerPersonPart(accountPart)
  registerPersonPart(filePart)
  registerPersonPart(conversationPart)
  registerPersonPart(cataloguePart)
  registerPersonPart(reminderPart)
  registerPersonPart(appointmentPart)
  registerSubject('appointment', appointmentSubject)
}
