import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import staticFiles from '@fastify/static'
import type { App } from '../kernel/http.ts'

const built = fileURLToPath(new URL('../../dist/web/', import.meta.url))

declare module 'fastify' {
  interface FastifyContextConfig {
    /** One of the web pages, whatever the client says that it takes. */
    page?: true
  }
}

/** Addresses that the browser's router answers; each gets the same page. A new page is named here, or it is a 404. */
const PAGES = [
  '/',
  '/homes',
  '/homes/:slug',
  '/compare',
  '/visit',
  '/callback',
  '/appointments',
  '/appointments/:code',
  '/sign-in',
  '/welcome',
  '/invitation',
  '/reset',
  '/register',
  '/forgot',
  '/verify',
  '/account',
  '/privacy',
  '/career',
  '/career/*',
  '/console',
  '/console/*',
  '/staff',
]

/**
 * The web pages as built by Vite: hashed files for a year, the page itself asked for anew each time. Gives that page, which
 * also says that an address is unknown.
 */
export async function pages(app: App): Promise<Buffer | undefined> {
  if (!fs.existsSync(`${built}index.html`)) {
    app.log.warn('the web pages are not built; run npm start, which builds them')
    return undefined
  }
  await app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.config = { ...route.config, access: 'public', store: false }
    })
    const served = {
      index: false as const,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply: { header(name: string, value: string): unknown }, path: string) => {
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    }
    // One route for some four hundred files: a route for each is a third of a second of every start.
    await scope.register(staticFiles, { ...served, root: `${built}assets/`, prefix: '/assets/', decorateReply: false })
    await scope.register(staticFiles, { ...served, root: built, wildcard: false, globIgnore: ['assets/**'] })
    for (const url of PAGES)
      scope.get(url, { schema: { hide: true }, config: { page: true } }, (_request, reply) =>
        reply.sendFile('index.html'),
      )
  })
  return fs.promises.readFile(`${built}index.html`)
}
