import { Navigate, useSearch } from '@tanstack/react-router'

/** What the sections were called in links that were sent before the console had addresses of its own. */
const SECTIONS: Record<string, string> = { team: 'availability', import: 'imports', appointments: 'calendar' }

export default function OldLinks() {
  const { tab = 'calendar', ...search } = useSearch({ from: '/staff' })
  return <Navigate to="/console/$section" params={{ section: SECTIONS[tab] ?? tab }} search={search} replace />
}
