import type { RouteOptions } from 'fastify'
import type { App } from '../kernel/http.ts'
import { asUnavailable } from '../storage/index.ts'
import type { State } from './state.ts'

/**
 * Lets routes that say `standby` read from the standby, where one is named and is as far as the primary was when the request came.
 * What the standby cannot answer the primary does: it is away, behind, or called a statement off to go on replaying.
 */
export function readFromStandby(app: App, state: State): void {
  app.addHook('onRoute', (route: RouteOptions) => {
    if (!route.config?.standby) return
    const { handler } = route
    route.handler = async function (request, reply) {
      const db = await state.store?.replica?.current()
      if (!db) return await handler.call(this, request, reply)
      const { ctx } = request
      try {
        request.ctx = { ...ctx, db }
        return await handler.call(this, request, reply)
      } catch (error) {
        if (!isOfStandby(error)) throw error
        request.log.debug({ err: error }, 'read from the primary instead of the standby')
      } finally {
        // What is written of this reading is written where one can write.
        request.ctx = ctx
      }
      return await handler.call(this, request, reply)
    }
  })
}

/** 40001: replaying went before. */
function isOfStandby(error: unknown): boolean {
  return asUnavailable(error) !== undefined || ['40001', '57014'].includes((error as { code?: string }).code ?? '')
}
