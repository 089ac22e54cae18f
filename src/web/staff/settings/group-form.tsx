import { useBlocker } from '@tanstack/react-router'
import type { ReactNode, SubmitEvent } from 'react'
import type { Group } from '../../../house/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { History } from './history.tsx'
import { type GroupState, useGroup } from './use-group.ts'
import { FIELDS, valueWords } from './words.ts'

/** A form over one group of settings: its fields, what saving was refused for, and who changed what before. */
export function GroupForm({
  group,
  intro,
  children,
  beside,
}: {
  group: Group
  intro?: ReactNode
  children: (state: GroupState) => ReactNode
  /** below the button: what is no field */
  beside?: (state: GroupState) => ReactNode
}) {
  const state = useGroup(group)
  const { found, kept, isDirty, save, errors, conflict } = state
  if (found.isPending) return <Loading label="Reading the settings" />
  if (found.isError) return <Failed found={found} />
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate()
  }
  const isMarked = Object.keys(errors).length > 0
  return (
    <div className="flex min-w-0 flex-col gap-10">
      <form noValidate onSubmit={submit} className="flex min-w-0 flex-col gap-7">
        {intro && <p className="max-w-prose text-muted">{intro}</p>}
        {children(state)}
        {conflict ? <Changed state={state} /> : !isMarked && <Trouble of={save} framed />}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="primary" disabled={!isDirty || save.isPending || conflict !== null}>
            {save.isPending ? 'One moment' : 'Save'}
          </Button>
          {isDirty && (
            <Button look="quiet" onClick={state.drop}>
              Undo changes
            </Button>
          )}
          <p role="status" className={isMarked ? 'text-sm text-bad' : 'text-sm text-muted'}>
            {isMarked ? 'Please look at what is marked.' : save.isSuccess ? 'Saved.' : isDirty ? 'Not saved yet.' : ''}
          </p>
        </div>
      </form>
      {beside?.(state)}
      <History group={group} version={kept!.version} onRestored={state.restored} />
      <Unsaved isDirty={isDirty} />
    </div>
  )
}

/** Somebody else saved meanwhile: what they changed, and the way on. */
function Changed({ state }: { state: GroupState }) {
  const { by, changed } = state.conflict!
  return (
    <Notice
      tone="warn"
      live
      action={
        <Button small onClick={state.rebase}>
          Take theirs, keep my changes
        </Button>
      }
    >
      <p className="font-medium">{by ?? 'Somebody else'} changed these settings meanwhile.</p>
      <ul className="mt-1">
        {changed.map(({ field, before, after }) => (
          <li key={field}>
            {FIELDS[field] ?? field}: {valueWords(field, before)} → {valueWords(field, after)}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** Asks before changes are left behind, within the console and beyond it. */
export function Unsaved({ isDirty }: { isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Sheet
      middle
      title="Leave without saving?"
      onClose={blocker.reset}
      footer={
        <div className="flex flex-wrap gap-3">
          <Button look="primary" onClick={blocker.reset}>
            Stay here
          </Button>
          <Button look="danger" onClick={blocker.proceed}>
            Leave
          </Button>
        </div>
      }
    >
      <p>What you changed on this page is not saved.</p>
    </Sheet>
  )
}
