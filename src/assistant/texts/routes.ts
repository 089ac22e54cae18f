import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { listAnswerTexts, listAnswerVersions, previewAnswerText, saveAnswerText } from './edit-answer-text.ts'
import {
  answerPreviewInputSchema,
  answerPreviewSchema,
  answerTextInputSchema,
  answerTextSchema,
  answerTextsSchema,
  answerVersionsSchema,
} from './schema.ts'

const tags = ['settings']

/** What the assistant says of its own on a topic, as administrators word it. */
export function answerTextRoutes(app: App): void {
  app.get(
    '/api/admin/settings/answers',
    {
      config: { access: 'admin', audit: false },
      schema: { tags, summary: 'Answer texts, and what may stand in them', response: { 200: answerTextsSchema } },
    },
    async ({ ctx }) => listAnswerTexts(ctx),
  )

  app.get(
    '/api/admin/settings/answers/:key',
    {
      config: { access: 'admin', audit: false },
      schema: {
        tags,
        summary: 'Every version of an answer text, newest first',
        params: z.object({ key: z.string().max(40) }),
        response: { 200: answerVersionsSchema },
      },
    },
    async ({ ctx, params }) => listAnswerVersions(ctx, params.key),
  )

  app.put(
    '/api/admin/settings/answers',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: "Word a topic anew, or bring the release's words back with null",
        body: answerTextInputSchema,
        response: { 200: answerTextSchema },
      },
    },
    async ({ ctx, body }) => saveAnswerText(ctx, body),
  )

  app.post(
    '/api/admin/settings/answers/preview',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'How a text would be said now; keeps nothing',
        body: answerPreviewInputSchema,
        response: { 200: answerPreviewSchema },
      },
    },
    async ({ ctx, body }) => previewAnswerText(ctx, body),
  )
}
