import { useMutation } from '@tanstack/react-query'
import type { LeadOwner } from '../../../leads/desk/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { useTeam } from '../calendar/use-calendar.ts'
import { useFreshLeads } from './use-leads.ts'

/** Whose lead it is: whom the next visit is offered to first. */
export function OwnerField({ personId, owner }: { personId: string; owner: LeadOwner | null }) {
  const fresh = useFreshLeads()
  const team = useTeam()
  const change = useMutation({
    mutationFn: (staffId: string | null) => sendJson('POST', `/api/staff/leads/${personId}/owner`, { staffId }),
    onSuccess: () => fresh(),
  })
  const agents = team.data?.items.filter(({ active, role }) => active && role === 'agent') ?? []
  const me = agents.find(({ id }) => id === team.data?.me)
  const shown = change.isPending ? (change.variables ?? '') : (owner?.staffId ?? '')
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <Select
          label="Owner"
          className="min-w-0 flex-1"
          value={shown}
          disabled={change.isPending}
          onChange={event => change.mutate(event.target.value || null)}
        >
          <option value="">Nobody</option>
          {owner && !agents.some(({ id }) => id === owner.staffId) && (
            <option value={owner.staffId}>{owner.name}</option>
          )}
          {agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        {me && me.id !== owner?.staffId && (
          <Button disabled={change.isPending} onClick={() => change.mutate(me.id)}>
            Take it
          </Button>
        )}
      </div>
      <p className="text-sm text-muted">Their visits and calls go to the owner first.</p>
      <Trouble of={change} />
    </div>
  )
}
