import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { noteFramedTouch } from '../api/source.ts'
import { CrashBoundary } from '../parts/crash.tsx'
import { openBridge, untilStarted } from './bridge.ts'
import { Frame } from './frame.tsx'
import { knowVisitor } from './visitor.ts'
import '../style.css'

const bridge = openBridge()
const start = await untilStarted(bridge)
if (start.source) noteFramedTouch(start.source)
const visitor = await knowVisitor(bridge, start)
if (start.token) await visitor.identify(start.token)

// No other page of ours stands in a frame: what leads to one opens a window of its own.
document.addEventListener(
  'click',
  event => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null
    if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || link.getAttribute('href')?.startsWith('#'))
      return
    event.preventDefault()
    event.stopPropagation()
    window.open(link.href, '_blank', 'noopener')
  },
  true,
)
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]'))
    bridge?.tell({ type: 'close' })
})
new ResizeObserver(() => bridge?.tell({ type: 'height', height: document.documentElement.scrollHeight })).observe(
  document.documentElement,
)

// Links are drawn with the addresses of the pages; none is followed here.
const router = createRouter({
  routeTree: createRootRoute(),
  history: createMemoryHistory({ initialEntries: ['/embed'] }),
  stringifySearch: search => {
    const text = new URLSearchParams(Object.entries(search).filter(([, value]) => Boolean(value))).toString()
    return text ? `?${text}` : ''
  },
})
const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000 } } })
const at = new URLSearchParams(location.search).get('desk') === 'career' ? 'career' : 'sales'

createRoot(document.getElementById('root')!).render(
  <CrashBoundary>
    <QueryClientProvider client={queries}>
      <RouterContextProvider router={router as never}>
        <Frame bridge={bridge} start={start} visitor={visitor} at={at} />
      </RouterContextProvider>
    </QueryClientProvider>
  </CrashBoundary>,
)
