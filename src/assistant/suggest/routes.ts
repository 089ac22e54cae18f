import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import type { Assistant } from '../assistant.ts'
import { suggestionInputSchema, suggestionSchema } from './schema.ts'
import { suggest } from './suggest.ts'

/** Words that may help staff of the sales desk to answer. It reads a conversation, and is noted as such. */
export function suggestionRoutes(app: App, { assistant }: { assistant: Assistant }): void {
  app.post(
    '/api/staff/conversations/:id/suggestions',
    {
      config: { access: 'staff', audit: { action: 'conversation.read', subject: 'conversation', param: 'id' } },
      schema: {
        tags: ['coaching'],
        summary: 'Suggest a reply, a summary or the next step; nothing is sent',
        params: z.object({ id: z.uuid() }),
        body: suggestionInputSchema,
        response: { 200: suggestionSchema },
      },
    },
    ({ ctx, params, body }) => suggest(ctx, assistant, { conversationId: params.id, kind: body.kind }),
  )
}
