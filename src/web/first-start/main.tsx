import { createRoot } from 'react-dom/client'
import { CrashBoundary } from '../parts/crash.tsx'
import { BackSoon } from './back-soon.tsx'
import { Operator } from './operator.tsx'
import { tokenOfLink } from './token.ts'
import { useFirstStart } from './use-first-start.ts'
import '../style.css'

const token = tokenOfLink()

/** What stands at every address while the house is not served: two words for visitors, everything for who holds the link. */
function FirstStart() {
  const start = useFirstStart(token)
  return token && !start.closed ? <Operator start={start} /> : <BackSoon wrong={start.closed} />
}

createRoot(document.getElementById('root')!).render(
  <CrashBoundary>
    <FirstStart />
  </CrashBoundary>,
)
