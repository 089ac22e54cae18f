import type { Details, Holdings } from '../../server/first-start/schema.ts'
import { FactList } from '../parts/fact-list.tsx'

const NAMES = {
  people: 'People',
  accounts: 'Accounts',
  conversations: 'Conversations',
  appointments: 'Appointments',
  files: 'Files',
} as const satisfies Partial<Record<keyof Holdings, string>>

const number = new Intl.NumberFormat('en-IN')
const moment = new Intl.DateTimeFormat('en-IN', { dateStyle: 'long', timeStyle: 'short' })

/** What lies where: the folder on the one side, the database on the other. */
export function Places({ details: { phase, told, database } }: { details: Details }) {
  const holdings = told?.folder.holdings
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Place name="The data folder" at={told?.folder.path ?? 'not seen just now'}>
        {holdings && (
          <FactList
            dense
            rows={[
              ...(Object.keys(NAMES) as (keyof typeof NAMES)[]).map(
                key => [NAMES[key], number.format(holdings[key])] as const,
              ),
              ['Newest', holdings.newestAt && moment.format(new Date(holdings.newestAt))],
            ]}
          />
        )}
        {told?.folder.movedTo && (
          <p className="text-sm text-warn">
            It all moved to {told.folder.movedTo} before. Is that the database that you mean?
          </p>
        )}
        {told?.folder.trouble && <p className="text-sm text-warn">{told.folder.trouble}</p>}
      </Place>
      <Place name="The database" at={database.label}>
        <p className="text-sm text-muted">
          {phase === 'moving'
            ? 'It is being filled.'
            : database.unfinished
              ? 'Filled in part.'
              : 'Nobody’s data is in it.'}
        </p>
      </Place>
    </div>
  )
}

function Place({ name, at, children }: { name: string; at: string; children: React.ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-3 rounded-xl border border-line bg-surface p-4 shadow-card">
      <div>
        <h2 className="font-semibold">{name}</h2>
        <p className="text-sm break-all text-muted">{at}</p>
      </div>
      {children}
    </section>
  )
}
