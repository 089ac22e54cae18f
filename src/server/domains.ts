import { accountPart, accountRoutes } from '../accounts/index.ts'
import { appointmentPart, appointmentRoutes, appointmentSubject } from '../appointments/index.ts'
import {
  type Assistant,
  alertSubject,
  answerTextRoutes,
  assistantRoutes,
  callRoutes,
  coachPart,
  coachRoutes,
  greeting,
  handOffSubject,
  noteSubject,
  promiseSomebody,
  proposeResume,
  tellAlert,
  tellHandOff,
  tellMentions,
  tellTransfer,
} from '../assistant/index.ts'
import { backupRoutes } from '../backups/index.ts'
import {
  cataloguePart,
  catalogueRoutes,
  matchMailSubject,
  postingPart,
  replanMatchMail,
  requirePosting,
  type Wish,
  wishSchema,
} from '../catalogue/index.ts'
import { conversationPart, conversationRoutes } from '../conversations/index.ts'
import { filePart, fileRoutes } from '../files/index.ts'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import {
  coachingRoutes,
  leadDeskRoutes,
  leadPart,
  ledgerRoutes,
  reportRoutes,
  scoreAppointment,
  scoreContact,
  scoreListingEvent,
} from '../leads/index.ts'
import { legacyBrowserRoutes, legacyPart, ticketPart } from '../legacy/index.ts'
import { outagePart, outageRoutes } from '../outage/index.ts'
import {
  ensurePerson,
  findPerson,
  mergeVisitor,
  peopleRoutes,
  registerPersonPart,
  sourcePart,
} from '../people/index.ts'
import { experimentSubject, programmePart, programmeRoutes, replanReviews } from '../programmes/index.ts'
import {
  accountMailRoutes,
  accountMailSubject,
  cancelAccountMails,
  cancelReminders,
  planAccountMail,
  registerSubject,
  reminderPart,
  reminderRoutes,
} from '../reminders/index.ts'
import { resumePart, resumeRoutes } from '../resumes/index.ts'
import type { createEvents } from '../storage/index.ts'
import { forgetVisitor, visitorKeyOf } from './access.ts'
import { feedFetch } from './feeds.ts'
import { addressOf } from './limits.ts'
import { liveRoutes } from './live/index.ts'
import { staffPeopleRoutes } from './staff-people-routes.ts'
import { requireReady, type State } from './state.ts'
import { widgetPart } from './widget/index.ts'

/** Every domain's routes, declared once; and what each keeps about a person, so that export and erase find it. */
export function declareDomains(app: App, state: State, assistant: Assistant): void {
  registerParts()
  accountRoutes(app, {
    get accounts() {
      return state.accounts
    },
    visitorKeyOf: request => visitorKeyOf(request, requireReady(state)),
    mergeVisitor: async (ctx, visitor) => {
      const merge = await mergeVisitor(ctx, visitor)
      if (!merge) return undefined
      const { conversations = 0, enrolments = 0, files = 0 } = merge.counts
      return { conversations, enrolments, files }
    },
    forgetVisitor,
  })
  peopleRoutes(app, { forgetVisitor })
  fileRoutes(app, { files: () => requireReady(state).files, persons: { find: findPerson, ensure: ensurePerson } })
  conversationRoutes(app, {
    greeting: ctx => greeting(ctx, assistant.settings),
    parseWish: readWish,
  })
  catalogueRoutes(app, { fetch: feedFetch })
  resumeRoutes(app, {
    posting: requirePosting,
    propose: (ctx, wanted) => proposeResume(ctx, assistant, wanted),
  })
  assistantRoutes(app, { assistant })
  coachRoutes(app, { assistant, addressOf })
  accountMailRoutes(app)
  reminderRoutes(app, { channels: () => requireReady(state).channels })
  appointmentRoutes(app, { calendars: () => requireReady(state).calendars })
  programmeRoutes(app)
  legacyBrowserRoutes(app)
  leadDeskRoutes(app)
  reportRoutes(app)
  coachingRoutes(app)
  callRoutes(app, { assistant })
  answerTextRoutes(app)
  staffPeopleRoutes(app)
  ledgerRoutes(app)
  liveRoutes(app, state)
  outageRoutes(app)
  backupRoutes(app, { backups: () => state.house!.given.backups })
}

/** Refuses `sales.wish` for what is no wish. */
function readWish(wish: unknown): Wish {
  const parsed = wishSchema.safeParse(wish)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  refuse('invalid', 'sales.wish', `${issue?.path.join('.') || 'wish'}: ${issue?.message ?? 'is not valid'}`)
}

/** What higher domains do when a lower one announces something. The command line needs this too. */
export function subscribeDomains({ subscribe }: Pick<ReturnType<typeof createEvents>, 'subscribe'>): void {
  subscribe('account.mail', planAccountMail)
  subscribe('account.mails_closed', cancelAccountMails)
  subscribe('conversation.handed_off', tellHandOff)
  subscribe('conversation.handed_off', promiseSomebody)
  subscribe('conversation.alerted', tellAlert)
  subscribe('conversation.transferred', tellTransfer)
  subscribe('conversation.noted', tellMentions)
  subscribe('account.proven', async (ctx, { keyHash, personId }) => {
    if (keyHash) await mergeVisitor(ctx, { keyHash, personId })
  })
  subscribe('listing.event', scoreListingEvent)
  subscribe('appointment.changed', scoreAppointment)
  subscribe('facts.remembered', scoreContact)
  subscribe('person.moved', async (ctx, moved) => {
    await replanReviews(ctx, moved)
    await replanMatchMail(ctx, moved, cancelReminders)
  })
}

/** Lower domains first. The command line needs this too. */
export function registerParts(): void {
  registerPersonPart(accountPart)
  registerPersonPart(sourcePart)
  registerPersonPart(filePart)
  registerPersonPart(conversationPart)
  registerPersonPart(cataloguePart)
  registerPersonPart(postingPart)
  registerPersonPart(resumePart)
  registerPersonPart(reminderPart)
  registerPersonPart(appointmentPart)
  registerPersonPart(programmePart)
  registerPersonPart(coachPart)
  registerPersonPart(leadPart)
  registerPersonPart(widgetPart)
  registerPersonPart(legacyPart)
  registerPersonPart(ticketPart)
  registerPersonPart(outagePart)
  registerSubject('appointment', appointmentSubject)
  registerSubject('account_mail', accountMailSubject)
  registerSubject('experiment', experimentSubject)
  registerSubject('hand_off', handOffSubject)
  registerSubject('conversation_alert', alertSubject)
  registerSubject('conversation_note', noteSubject)
  registerSubject('match_mail', matchMailSubject)
}
