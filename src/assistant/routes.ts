import type { z } from 'zod'
import type { App } from '../kernel/http.ts'
import type { Assistant } from './assistant.ts'
import { postSalesMessage } from './post-sales-message.ts'
import { settle, streamAnswer, wantsStream } from './respond.ts'
import { answerSchema, postMessageSchema } from './schema.ts'
import { suggestionRoutes } from './suggest/routes.ts'

/** The visitor's way to the sales desk's assistant, where the same message again gets the same answer; and what it suggests to staff. */
export function assistantRoutes(app: App, { assistant }: { assistant: Assistant }): void {
  suggestionRoutes(app, { assistant })
  app.post(
    '/api/sales/messages',
    {
      config: { access: 'visitor' },
      schema: {
        tags: ['conversation'],
        body: postMessageSchema,
        response: { 200: answerSchema },
      },
    },
    async (request, reply) => {
      const { ctx, body } = request
      const owner = assistant.newOwner()
      const { leaseSeconds } = assistant.settings
      const posted = await postSalesMessage(ctx, assistant.settings.coach, {
        clientId: body.id,
        text: body.text,
        owner,
        leaseSeconds,
        ...(body.ui ? { ui: body.ui } : {}),
      })
      if (wantsStream(request)) return streamAnswer(ctx, assistant, posted, { owner }, reply)
      const { answer, wish } = await settle(ctx, assistant, posted, { owner })
      return { message: posted.message, answer, wish: wish as z.infer<typeof answerSchema>['wish'] }
    },
  )
}
