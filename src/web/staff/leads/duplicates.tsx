import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Lead, LeadDuplicate, LeadMerge, LeadMergeEntry } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { messageOf, Problem, sendJson } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { personName } from '../../words/person.ts'
import { phoneWords } from '../../words/phone.ts'
import { formatDate, formatMoment } from '../../words/time.ts'
import { Block } from './block.tsx'
import { LEADS, useDuplicates, useFreshLeads } from './use-leads.ts'
import { agoWords } from './words.ts'

/** Who may be the same human, and who was joined into this lead; nothing where there is neither. */
export function Duplicates({ lead }: { lead: Lead }) {
  const { timeZone } = useBusiness()
  const fresh = useFreshLeads()
  const found = useDuplicates(lead.personId)
  const [asked, setAsked] = useState<LeadDuplicate | null>(null)
  const [said, setSaid] = useState<LeadDuplicate | null>(null)
  const base = `/api/staff/leads/${lead.personId}`
  const distinct = useMutation({
    mutationFn: ({ other, restore }: { other: LeadDuplicate; restore: boolean }) =>
      sendJson('POST', `${base}/duplicates/dismiss`, { otherId: other.personId, restore }),
    onSuccess: (_, { other, restore }) => {
      setSaid(restore ? null : other)
      return fresh()
    },
  })
  const undo = useMutation({
    mutationFn: ({ id }: LeadMergeEntry) => sendJson('POST', `${base}/merge/${id}/undo`),
    onSuccess: () => fresh(),
  })
  const { items = [], merges = [] } = found.data ?? {}
  if (items.length === 0 && merges.length === 0 && !said) return null
  return (
    <Block title="The same person?">
      {said && (
        <Notice
          live
          action={
            <Button small onClick={() => distinct.mutate({ other: said, restore: true })}>
              Undo
            </Button>
          }
        >
          {personName(said)} is not suggested any more.
        </Notice>
      )}
      <Trouble of={distinct} />
      {items.length > 0 && (
        <ul className="flex flex-col gap-2.5">
          {items.map(other => (
            <li key={other.personId} className="rounded-xl border border-line bg-surface px-4 py-3 text-sm shadow-card">
              <Link
                to="/console/$section/$id"
                params={{ section: 'leads', id: other.personId }}
                className="break-words rounded font-semibold hover:underline"
              >
                {personName(other)}
              </Link>
              <p className="break-words text-soft">
                {[other.phone && phoneWords(other.phone), other.email].filter(Boolean).join(', ')}
              </p>
              <p className="text-muted">
                {other.reasons.map(({ text }) => text).join('. ')}
                {other.lastActiveAt && `. Last active ${agoWords(other.lastActiveAt)}.`}
              </p>
              <div className="mt-2 flex flex-wrap gap-2">
                <Button small onClick={() => setAsked(other)}>
                  Join
                </Button>
                <Button
                  look="quiet"
                  small
                  disabled={distinct.isPending}
                  onClick={() => distinct.mutate({ other, restore: false })}
                >
                  Somebody else
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {merges.length > 0 && (
        <ul className="flex flex-col gap-2 text-sm">
          {merges.map(merge => (
            <li key={merge.id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <p className="text-soft">
                {merge.undoneAt
                  ? `Taken apart ${formatMoment(merge.undoneAt, timeZone)}`
                  : `Joined ${formatMoment(merge.at, timeZone)}`}
                <span className="block text-muted">{movedWords(merge.moved)}</span>
                {merge.undoableUntil && (
                  <span className="block text-muted">
                    Can be taken apart until {formatDate(merge.undoableUntil, timeZone)}
                  </span>
                )}
              </p>
              {merge.undoableUntil && (
                <Button small disabled={undo.isPending} onClick={() => undo.mutate(merge)}>
                  Take apart
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Trouble of={undo} />
      {asked && <JoinSheet lead={lead} other={asked} onClose={() => setAsked(null)} />}
    </Block>
  )
}

function movedWords(moved: LeadMerge['moved']): string {
  return moved.length > 0 ? moved.map(({ what, count }) => `${count} ${what}`).join(', ') : 'Nothing moved'
}

/** What would move, before it does. */
function JoinSheet({ lead, other, onClose }: { lead: Lead; other: LeadDuplicate; onClose: () => void }) {
  const fresh = useFreshLeads()
  const path = `/api/staff/leads/${lead.personId}/merge`
  const preview = useQuery({
    queryKey: [...LEADS, 'preview', lead.personId, other.personId],
    queryFn: () => sendJson<LeadMerge>('POST', path, { otherId: other.personId, preview: true }),
    retry: false,
    staleTime: 0,
  })
  const queries = useQueryClient()
  const join = useMutation({
    mutationFn: () => sendJson<LeadMerge>('POST', path, { otherId: other.personId }),
    onSuccess: async () => {
      // Of whom is gone nothing is asked again.
      queries.removeQueries({ queryKey: [...LEADS, 'preview'] })
      onClose()
      await fresh()
    },
  })
  const keep = preview.error instanceof Problem && preview.error.code === 'leads.has_account' ? other.personId : null
  return (
    <Sheet middle title="Join two leads" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          Everything of <strong>{personName(other)}</strong> becomes <strong>{personName(lead)}</strong>’s. Their
          browser begins anew: nobody comes to read what is not theirs. It can be taken apart for 30 days.
        </p>
        {preview.isPending && <Loading label="Looking what would move" />}
        {preview.isError && <Notice tone="warn">{messageOf(preview.error)}</Notice>}
        {preview.data && (
          <ul className="tnum list-disc pl-5 text-soft">
            {preview.data.moved.map(({ what, count }) => (
              <li key={what}>
                {count} {what}
              </li>
            ))}
            {preview.data.moved.length === 0 && <li>Nothing but the person</li>}
          </ul>
        )}
        <Trouble of={join} framed />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>Leave them apart</Button>
          {keep ? (
            <Link
              to="/console/$section/$id"
              params={{ section: 'leads', id: keep }}
              onClick={onClose}
              className={buttonClass('primary')}
            >
              Go to the other one
            </Link>
          ) : (
            <Button look="primary" disabled={!preview.data || join.isPending} onClick={() => join.mutate()}>
              {join.isPending ? 'Joining' : 'Join them'}
            </Button>
          )}
        </div>
      </div>
    </Sheet>
  )
}
