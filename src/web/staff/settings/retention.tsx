import { useQuery } from '@tanstack/react-query'
import { getJson } from '../../api/client.ts'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { formatCount } from '../../words/home.ts'
import { GroupForm } from './group-form.tsx'

/** After how long visitors are forgotten, with how many that would be now. */
export function RetentionPage() {
  return (
    <GroupForm
      group="retention"
      intro="Visitors without an account and without a booking can be erased by themselves once nothing was heard of them for so many months. Everything about them goes, as if they had asked for it; it cannot be undone. The audit log says that somebody was erased, and not who."
    >
      {({ fields, errors, write }) => {
        const months = fields.months as number | null
        return (
          <div className="flex flex-col gap-5 sm:max-w-md">
            <Toggle
              label="Erase visitors who were not seen"
              on={months !== null}
              onChange={on => write({ months: on ? 24 : null })}
            />
            {months !== null && (
              <>
                <Field
                  label="Not seen for so many months"
                  type="number"
                  min={3}
                  max={120}
                  value={Number.isNaN(months) ? '' : String(months)}
                  hint="From 3 to 120."
                  error={errors.months}
                  onChange={event => write({ months: Number(event.target.value) })}
                />
                {months >= 3 && months <= 120 && <Preview months={months} />}
              </>
            )}
          </div>
        )
      }}
    </GroupForm>
  )
}

function Preview({ months }: { months: number }) {
  const found = useQuery({
    queryKey: ['admin', 'settings', 'retention', 'preview', months],
    queryFn: ({ signal }) =>
      getJson<{ persons: number }>(`/api/admin/settings/retention/preview?months=${months}`, signal),
    staleTime: 60_000,
  })
  if (!found.data) return null
  const { persons } = found.data
  return (
    <Notice tone={persons > 0 ? 'warn' : 'info'} live>
      {persons === 0
        ? 'Nobody would be erased now.'
        : `${formatCount(persons)} ${persons === 1 ? 'visitor' : 'visitors'} would be erased within the next hours.`}
    </Notice>
  )
}
