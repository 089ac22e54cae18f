import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { callInputSchema, callsSchema } from '../../leads/index.ts'
import type { Assistant } from '../assistant.ts'
import { addCallLine } from './add-call-line.ts'
import { readCalls } from './read-calls.ts'

const tags = ['coaching']
const params = z.object({ id: z.uuid() })
/** Also of a line that stands already: its answer is the calls all the same. */
const config = { access: 'staff', audit: { action: 'calls.read', subject: 'person', param: 'id' } } as const

/** Calls as staff type them, for staff of the sales desk. */
export function callRoutes(app: App, { assistant }: { assistant: Assistant }): void {
  app.get(
    '/api/staff/leads/:id/calls',
    {
      config,
      schema: {
        tags,
        summary: 'The last call with its sheet, and the calls before it',
        params,
        response: { 200: callsSchema },
      },
    },
    async ({ ctx, params }) => readCalls(ctx, assistant, params.id),
  )

  app.post(
    '/api/staff/leads/:id/call',
    {
      config,
      schema: {
        tags,
        summary: 'Take down what a caller said; the same id again is the same line',
        params,
        body: callInputSchema,
        response: { 200: callsSchema },
      },
    },
    async ({ ctx, params, body }) => {
      await addCallLine(ctx, assistant, { personId: params.id, lineId: body.id, text: body.text })
      return readCalls(ctx, assistant, params.id)
    },
  )
}
