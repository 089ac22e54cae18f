import type { Account } from '../../api/types.ts'
import { usePlace } from '../place.ts'
import { Views } from '../views.tsx'
import { Invitations } from './invitations.tsx'
import { AccountList } from './list.tsx'
import { Merges } from './merges.tsx'
import { Outbox } from './outbox.tsx'
import { OutboxCount } from './outbox-count.tsx'

type View = 'everybody' | 'invitations' | 'outbox' | 'taken-over'

/** Who may sign in, the links that let somebody in or back in, and visitors whose work became an account's. */
export default function Accounts({ account }: { account: Account }) {
  const { search } = usePlace()
  const views = [
    { view: 'everybody' as const, label: 'Everybody' },
    { view: 'invitations' as const, label: 'Invitations' },
    { view: 'outbox' as const, label: 'Outbox', count: <OutboxCount /> },
    { view: 'taken-over' as const, label: 'Work taken over' },
  ]
  const view: View = views.find(one => one.view === search.view)?.view ?? 'everybody'
  return (
    <div className="flex flex-col gap-7">
      <Views label="Accounts" section="accounts" views={views} view={view} />
      {view === 'everybody' && <AccountList own={account.id} />}
      {view === 'invitations' && <Invitations />}
      {view === 'outbox' && <Outbox />}
      {view === 'taken-over' && <Merges />}
    </div>
  )
}
