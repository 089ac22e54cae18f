import { z } from 'zod'
import type { Channels } from '../channels/index.ts'
import { type App, reads } from '../kernel/http.ts'
import { addPushDevice, listPushDevices, removePushDevice, testPush } from './push-devices.ts'
import { PushDevice, PushDeviceInput } from './schema.ts'

const tags = ['notifications']
const staff = { config: { access: 'staff' } } as const

/** Notifications in the browsers of staff; each for their own devices. */
export function pushRoutes(app: App, { channels }: { channels: () => Channels }): void {
  app.get(
    '/api/staff/push',
    {
      ...reads('staff', false),
      schema: {
        tags,
        summary: 'The key to subscribe with (null: off), and one’s own devices',
        response: { 200: z.object({ publicKey: z.string().nullable(), devices: z.array(PushDevice) }) },
      },
    },
    async ({ ctx }) => ({ publicKey: channels().push?.publicKey ?? null, devices: await listPushDevices(ctx) }),
  )
  app.post(
    '/api/staff/push',
    { ...staff, schema: { tags, summary: 'Add this device', body: PushDeviceInput, response: { 201: PushDevice } } },
    async ({ ctx, body }, reply) => reply.status(201).send(await addPushDevice(ctx, body, channels().push)),
  )
  app.delete(
    '/api/staff/push/:id',
    { ...staff, schema: { tags, summary: 'Remove a device of one’s own', params: z.object({ id: z.uuid() }) } },
    async ({ ctx, params }, reply) => {
      await removePushDevice(ctx, params)
      return reply.status(204).send()
    },
  )
  app.post(
    '/api/staff/push/test',
    {
      ...staff,
      schema: {
        tags,
        summary: 'Notify one’s own devices now',
        response: { 200: z.object({ devices: z.int(), accepted: z.int() }) },
      },
    },
    async ({ ctx }) => testPush(ctx, channels().push),
  )
}
