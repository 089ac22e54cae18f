import type { ReactNode } from 'react'
import type { AccountEntry, Role } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Pill } from '../../parts/pill.tsx'
import { formatDate, formatMoment } from '../../words/time.ts'
import { ROLES } from './roles.ts'

/** One account: how it stands, its role, and what can be done about it. */
export function AccountRow({
  account,
  isOwn,
  isBusy,
  isResetting,
  onRole,
  onDisable,
  onReset,
  children,
}: {
  account: AccountEntry
  isOwn: boolean
  isBusy: boolean
  isResetting: boolean
  onRole: (role: Role) => void
  onDisable: (disabled: boolean) => void
  onReset: () => void
  children: ReactNode
}) {
  const { name, email, emailVerified, tier, role, disabledAt, eraseAt, lastSeenAt, createdAt } = account
  return (
    <li aria-label={name} className="flex flex-col gap-3 px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-64">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium">{name}</span>
            {isOwn && <span className="text-sm text-muted">you</span>}
            {tier === 'beta' && <Pill label="Beta" tone="good" />}
            {disabledAt && <Pill label="Switched off" tone="bad" />}
            {eraseAt && <Pill label="Being deleted" tone="bad" />}
          </p>
          <p className="break-words text-sm text-muted">
            {email} · {emailVerified ? 'confirmed' : 'not confirmed'}
          </p>
          <p className="text-sm text-muted">
            {lastSeenAt
              ? `Last here ${formatDate(lastSeenAt)}`
              : `Made ${formatDate(createdAt)}, not signed in anywhere`}
          </p>
          {eraseAt && (
            <p className="text-sm text-bad">
              Asked to be deleted. Signing in brings it back until {formatMoment(eraseAt)}.
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
          <select
            aria-label={`Role of ${name}`}
            className={`${INPUT} text-sm sm:w-auto!`}
            value={role}
            disabled={isOwn || isBusy}
            onChange={event => onRole(event.target.value as Role)}
          >
            {Object.entries(ROLES).map(([key, label]) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
          <Button small disabled={isResetting} onClick={onReset} aria-label={`Reset link for ${name}`}>
            Reset link
          </Button>
          {!isOwn && (
            <Button
              small
              look="quiet"
              disabled={isBusy}
              aria-label={`${disabledAt ? 'Switch on' : 'Switch off'} ${name}`}
              onClick={() => onDisable(disabledAt === null)}
            >
              {disabledAt ? 'Switch on' : 'Switch off'}
            </Button>
          )}
        </div>
      </div>
      {children}
    </li>
  )
}
