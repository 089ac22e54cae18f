import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../kernel/http.ts'
import type { Phase, State } from '../state.ts'

const built = fileURLToPath(new URL('../../../dist/web/first-start.html', import.meta.url))
const UNSERVED: ReadonlySet<Phase> = new Set(['undecided', 'moving', 'held'])
const RETRY_SECONDS = '10'
/** Where the link in the log leads. */
const PATH = '/first-start'

/**
 * While nothing is served every page is the same one, which says so and opens by itself what was asked for: 503, so that nobody
 * keeps it for the page of that address. Afterwards `/first-start` leads to the first page.
 */
export function unservedPage(app: App, state: State): void {
  const page = fs.existsSync(built)
    ? fs.readFileSync(built)
    : Buffer.from('<!doctype html><title>Back soon</title>Back soon.')
  app.addHook('onRequest', async (request, reply) => {
    if (!isPage(request)) return
    const isOurs = request.url.split('?')[0] === PATH
    if (isOurs && state.phase === 'ready') return reply.redirect('/', 303)
    if (!isOurs && !UNSERVED.has(state.phase)) return
    return reply
      .status(503)
      .header('retry-after', RETRY_SECONDS)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page)
  })
}

function isPage({ method, headers, url, routeOptions }: FastifyRequest): boolean {
  if (routeOptions.config.page) return true
  // The frame on other sites says it by itself.
  return method === 'GET' && headers.accept?.includes('text/html') === true && !/^\/(api\/|embed)/.test(url)
}
