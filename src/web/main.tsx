import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { Problem } from './api/client.ts'
import { noteFirstTouch } from './api/source.ts'
import { desk } from './chat/use-thread.ts'
import { CrashBoundary } from './parts/crash.tsx'
import { router } from './router.tsx'
import './style.css'

noteFirstTouch()
if (location.pathname === '/') void desk()

// A page older than the server's newest release asks for files that are gone: a reload brings the new ones. Drafts are kept.
window.addEventListener('vite:preloadError', event => {
  const last = Number(sessionStorage.getItem('mosaic.reloaded') ?? 0)
  if (Date.now() - last < 60_000) return
  event.preventDefault()
  sessionStorage.setItem('mosaic.reloaded', String(Date.now()))
  location.reload()
})

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) => count < 3 && error instanceof Problem && error.passing,
      retryDelay: (count, error) =>
        error instanceof Problem && error.retryAfter ? error.retryAfter * 1000 : Math.min(1000 * 2 ** count, 8000),
    },
  },
})

createRoot(document.getElementById('root')!).render(
  <CrashBoundary>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </CrashBoundary>,
)
