import type { Account } from '../../api/types.ts'

/** What needs somebody now. */
export default function Today({ account }: { account: Account }) {
  return <h2 className="text-2xl">Good day, {account.name}</h2>
}
