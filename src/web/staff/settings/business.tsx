import { useId } from 'react'
import { Field } from '../../parts/field.tsx'
import { GroupForm } from './group-form.tsx'

const FIELDS = { name: 'Name', timeZone: 'Time zone', currency: 'Currency' } as const
const HINTS = {
  name: 'Visitors read it on every page and in every message.',
  timeZone: 'Times of visits are told by its clock, such as Asia/Kolkata.',
  currency: 'ISO code in which the catalogue is priced, such as INR.',
}

/** Whose front desk this is. What the environment sets is shown and locked. */
export function BusinessPage() {
  const zones = useId()
  return (
    <GroupForm group="business" intro="Whose front desk this is. Every page and every process follows within seconds.">
      {({ fields, errors, write }) => {
        const locked = (fields.locked ?? {}) as Record<string, string>
        return (
          <div className="grid gap-5 sm:max-w-md">
            {(Object.keys(FIELDS) as (keyof typeof FIELDS)[]).map(name => (
              <Field
                key={name}
                label={FIELDS[name]}
                value={String(fields[name] ?? '')}
                maxLength={80}
                disabled={name in locked}
                list={name === 'timeZone' ? zones : undefined}
                hint={name in locked ? `Set by ${locked[name]} where Mosaic runs; change it there.` : HINTS[name]}
                error={errors[name]}
                onChange={event =>
                  write({ [name]: name === 'currency' ? event.target.value.toUpperCase() : event.target.value })
                }
              />
            ))}
            <datalist id={zones}>
              {Intl.supportedValuesOf('timeZone').map(zone => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </div>
        )
      }}
    </GroupForm>
  )
}
