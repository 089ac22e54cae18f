import { z } from 'zod'
import { type App, reads } from '../kernel/http.ts'
import { listBackups, openBackup, readBackups } from './list.ts'
import { backupSchema, backupStateSchema } from './schema.ts'
import type { Backups } from './settings.ts'
import { askForBackup } from './take.ts'

const tags = ['backups']

/** Backups of the whole store, for administrators. Their settings are the group `backups` of the house. */
export function backupRoutes(app: App, { backups }: { backups: () => Backups }): void {
  app.get(
    '/api/admin/backups',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'Which backups there are, and when the next is made',
        response: { 200: backupStateSchema },
      },
    },
    async ({ ctx }) => readBackups(ctx, backups()),
  )
  app.post(
    '/api/admin/backups',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Back up now',
        description: 'It is made within seconds, apart from this process; the list says when it is there.',
        response: { 202: z.object({ items: z.array(backupSchema) }) },
      },
    },
    async ({ ctx }, reply) => {
      await askForBackup(ctx, backups())
      return reply.status(202).send({ items: await listBackups(ctx, backups()) })
    },
  )
  app.get(
    '/api/admin/backups/:id/file',
    {
      ...reads('admin', { action: 'backup.downloaded', subject: 'backup', param: 'id' }),
      schema: { tags, summary: 'A backup as it lies in its place', params: z.object({ id: z.uuid() }) },
    },
    async ({ ctx, params }, reply) => {
      const { name, bytes, body } = await openBackup(ctx, backups(), params)
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-length', bytes)
        .header('cache-control', 'no-store')
        .type('application/octet-stream')
        .send(body)
    },
  )
}
