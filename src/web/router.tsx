import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  Outlet,
} from '@tanstack/react-router'
import { useBusiness } from './api/business.ts'
import { ChatPage } from './chat/page.tsx'
import { Crash, NotFound } from './parts/crash.tsx'
import { Loading } from './parts/notice.tsx'

/** Query parameters stay what people read in the address bar: plain text, a list as one parameter with commas. */
type Search = Record<string, string>

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash })

const validateSearch = (search: Record<string, unknown>): Search =>
  Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

const page = <P extends string>(path: P, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load), validateSearch })

/** One page for all that is in it, so that what stands around its sections stays when one goes to another. */
const consolePage = page('/console', () => import('./staff/page.tsx'))
const inConsole = <P extends string>(path: P) =>
  createRoute({ getParentRoute: () => consolePage, path, validateSearch })

const chat = createRoute({ getParentRoute: () => root, path: '/', component: FirstDesk })

/** The first desk of this house; the sales desk's chat is here at once. */
function FirstDesk() {
  return useBusiness().desks[0] === 'career' ? <Navigate to="/career" replace /> : <ChatPage />
}

const tree = root.addChildren([
  chat,
  page('/homes', () => import('./listings/browse.tsx')),
  page('/homes/$slug', () => import('./listings/listing.tsx')),
  page('/compare', () => import('./listings/compare.tsx')),
  page('/visit', () => import('./appointments/visit.tsx')),
  page('/callback', () => import('./appointments/callback.tsx')),
  page('/appointments', () => import('./appointments/mine.tsx')),
  page('/appointments/$code', () => import('./appointments/one.tsx')),
  page('/career', () => import('./career/chat/page.tsx')),
  page('/career/programmes', () => import('./career/programmes/list.tsx')),
  page('/career/programmes/$key', () => import('./career/programmes/page.tsx')),
  page('/career/progress', () => import('./career/programmes/progress.tsx')),
  page('/career/jobs', () => import('./career/jobs/page.tsx')),
  page('/career/jobs/$id', () => import('./career/jobs/one.tsx')),
  page('/career/applications', () => import('./career/jobs/applications.tsx')),
  page('/career/resumes', () => import('./career/resumes/page.tsx')),
  page('/career/resumes/$id', () => import('./career/resumes/one.tsx')),
  page('/career/files', () => import('./career/files/page.tsx')),
  page('/career/sessions', () => import('./career/sessions/page.tsx')),
  page('/account', () => import('./account/page.tsx')),
  page('/register', () => import('./account/register.tsx')),
  page('/forgot', () => import('./account/forgot.tsx')),
  page('/verify', () => import('./account/verify.tsx')),
  page('/privacy', () => import('./account/privacy.tsx')),
  page('/sign-in', () => import('./staff/sign-in.tsx')),
  page('/welcome', () => import('./staff/welcome.tsx')),
  page('/invitation', () => import('./staff/invitation.tsx')),
  page('/reset', () => import('./staff/reset.tsx')),
  consolePage.addChildren([inConsole('/'), inConsole('$section'), inConsole('$section/$id')]),
  page('/staff', () => import('./staff/old-links.tsx')),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingMs: 300,
  defaultPendingComponent: () => <Loading label="Opening the page" />,
  defaultNotFoundComponent: NotFound,
  parseSearch: text => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: search => {
    const query = new URLSearchParams(
      Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1])),
    )
    const text = query.toString().replaceAll('%2C', ',')
    return text ? `?${text}` : ''
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
