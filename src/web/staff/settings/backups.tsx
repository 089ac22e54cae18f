import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Download } from 'lucide-react'
import { useEffect } from 'react'
import { type Backup, type BackupState, sizeWords } from '../../../backups/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Field, Select } from '../../parts/field.tsx'
import { Empty, Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { formatCount } from '../../words/home.ts'
import { formatWhen } from '../../words/time.ts'
import { CopyField } from '../copy-field.tsx'
import { GroupForm } from './group-form.tsx'
import type { GroupState } from './use-group.ts'

const KEY = ['admin', 'backups']
const LOOK_MS = 30_000
const LOOK_SOON_MS = 2_000

/** A check that took longer was broken off. */
const CHECK_MS = 10 * 60_000

const isChecking = ({ outcome, checkedAt, checkError, finishedAt }: Backup) =>
  outcome === 'made' && !checkedAt && !checkError && Date.now() - Date.parse(finishedAt ?? '') < CHECK_MS
const isUnderWay = (backup: Backup) => backup.outcome === 'asked' || backup.outcome === 'running' || isChecking(backup)

/** Copies of everything: when they are made by themselves, where they go, and those that are there. */
export function BackupsPage() {
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<BackupState>('/api/admin/backups', signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK_SOON_MS : LOOK_MS),
  })
  const queries = useQueryClient()
  const busy = found.data?.items.some(isUnderWay) === true
  // What every page says of the newest backup has just become old.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when one has ended
  useEffect(() => void queries.invalidateQueries({ queryKey: ['readyz'] }), [busy, queries])
  if (found.isPending) return <Loading label="Looking at the backups" />
  if (found.isError) return <Failed found={found} />
  const state = found.data
  if (!state.possible)
    return (
      <Empty title="Nothing is kept here.">
        This store is in memory and gone when Mosaic stops, so there is nothing to back up.
      </Empty>
    )
  return (
    <GroupForm
      group="backups"
      intro={
        state.byDefault
          ? 'Everything that Mosaic holds, in one file each night, restored once to see that it is right. Files that lie in an object store are named in it, not copied.'
          : 'The database is on a server, whose provider usually keeps backups of its own; look there first. Mosaic can make its own besides: everything in one file each night, restored once to see that it is right.'
      }
      beside={form => <Made state={state} isDirty={form.isDirty} />}
    >
      {form => <Schedule form={form} state={state} />}
    </GroupForm>
  )
}

function Schedule({ form, state }: { form: GroupState; state: BackupState }) {
  const { timeZone } = useBusiness()
  const { fields, errors, write } = form
  const on = fields.on === true
  return (
    <div className="flex flex-col gap-6">
      <div className="sm:max-w-md">
        <Toggle label="Back up each day" on={on} onChange={on => write({ on })} />
      </div>
      {on && (
        <>
          <div className="grid grid-cols-1 items-start gap-4 xs:grid-cols-2 sm:max-w-lg">
            <Field
              label="At"
              type="time"
              value={String(fields.at ?? '')}
              hint={`By the clock in ${timeZone.replaceAll('_', ' ')}.`}
              error={errors.at}
              onChange={event => write({ at: event.target.value })}
            />
            <div>
              <Select label="To" value={String(fields.place)} onChange={event => write({ place: event.target.value })}>
                <option value="folder">The data folder</option>
                <option value="s3" disabled={!state.s3}>
                  S3{state.s3 ? '' : ' (not set)'}
                </option>
              </Select>
              {errors.place && <p className="mt-1.5 text-sm text-bad">{errors.place}</p>}
            </div>
          </div>
          <fieldset className="min-w-0">
            <legend className="text-sm font-semibold">How many stay: the newest of each of the last</legend>
            <div className="mt-3 grid grid-cols-3 items-start gap-4 sm:max-w-lg">
              <Count form={form} name="daily" label="Days" />
              <Count form={form} name="weekly" label="Weeks" />
              <Count form={form} name="monthly" label="Months" />
            </div>
          </fieldset>
        </>
      )}
      {!state.encrypted && (
        <p className="max-w-prose text-sm text-muted">
          Backups are not encrypted. Set MOSAIC_BACKUP_PASSPHRASE where Mosaic runs to change that, and keep it
          elsewhere too: without it nobody opens them.
        </p>
      )}
    </div>
  )
}

function Count({ form, name, label }: { form: GroupState; name: string; label: string }) {
  const value = form.fields[name] as number | null
  return (
    <Field
      label={label}
      type="number"
      inputMode="numeric"
      min={name === 'daily' ? 1 : 0}
      value={value === null || Number.isNaN(value) ? '' : String(value)}
      error={form.errors[name]}
      onChange={event => form.write({ [name]: event.target.value === '' ? null : Number(event.target.value) })}
    />
  )
}

function Made({ state, isDirty }: { state: BackupState; isDirty: boolean }) {
  const { timeZone } = useBusiness()
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: () => sendJson<{ items: Backup[] }>('POST', '/api/admin/backups', {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  const busy = make.isPending || state.items.some(isUnderWay)
  const newest = state.items.find(({ there }) => there)
  return (
    <section aria-labelledby="made" className="flex min-w-0 flex-col gap-4 border-t border-line pt-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h3 id="made" className="text-base font-semibold">
            Backups that are there
          </h3>
          <p className="mt-0.5 break-words text-sm text-muted">
            {state.on && state.next && !isDirty ? `Next: ${formatWhen(state.next, timeZone)}. ` : ''}
            {state.where && `In ${state.where}`}
          </p>
        </div>
        <Button disabled={busy} onClick={() => make.mutate()}>
          {busy ? 'Being made' : 'Back up now'}
        </Button>
      </div>
      <Trouble of={make} framed />
      {state.trouble && (
        <Notice tone="bad" live>
          <p className="font-medium">The newest backup failed; it is tried again.</p>
          <p className="break-words">{state.trouble}</p>
        </Notice>
      )}
      {state.items.length === 0 ? (
        <Empty title="None was made yet.">
          {state.on ? 'The first one is made at the time above.' : 'Make one now, or switch them on.'}
        </Empty>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {state.items.map(item => (
            <One key={item.id} of={item} />
          ))}
        </ul>
      )}
      {newest && (
        <div className="max-w-2xl">
          <CopyField
            label={
              newest.place === 'folder'
                ? 'To restore the newest into a new folder'
                : 'To restore the newest into a new folder, once downloaded'
            }
            value={newest.restore}
          />
        </div>
      )}
    </section>
  )
}

const STATES = { asked: 'Begins in a moment', running: 'Is being made', failed: 'Failed', made: 'Not checked' }

function One({ of }: { of: Backup }) {
  const { timeZone } = useBusiness()
  const isRight = of.checkedAt !== null
  const facts = [
    of.bytes !== null && sizeWords(of.bytes),
    of.rows !== null && `${formatCount(of.rows)} rows`,
    of.encrypted && 'encrypted',
    of.place === 's3' && 'in S3',
    of.outcome === 'made' && !of.there && 'its file is not there any more',
  ].filter(Boolean)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {formatWhen(of.finishedAt ?? of.askedAt, timeZone)}{' '}
          <span
            className={clsx(
              'text-sm font-normal',
              isRight ? 'text-accent' : of.outcome === 'failed' ? 'text-bad' : 'text-muted',
            )}
          >
            · {isRight ? 'Restored and found right' : isChecking(of) ? 'Is being checked' : STATES[of.outcome]}
          </span>
        </p>
        <p className="mt-0.5 break-words text-sm text-muted">{facts.join(' · ')}</p>
        {(of.error ?? of.checkError) && (
          <p className="mt-0.5 break-words text-sm text-muted">{of.error ?? of.checkError}</p>
        )}
      </div>
      {of.there && (
        <a
          href={`/api/admin/backups/${of.id}/file`}
          download={of.name}
          aria-label={`Download ${of.name}`}
          className={buttonClass('plain', true)}
        >
          <Download size={16} aria-hidden />
          Download
        </a>
      )}
    </li>
  )
}
