import { useId } from 'react'
import { Field, INPUT } from '../parts/field.tsx'

export type ContactDraft = { name: string; phone: string; email: string }
export type ContactErrors = Partial<Record<keyof ContactDraft, string>>

/** What is plainly missing before anything is sent; the server has the last word. */
export function missingOf(contact: ContactDraft, phoneNeeded: boolean): ContactErrors {
  const errors: ContactErrors = {}
  if (!contact.name.trim()) errors.name = 'Please tell us your name.'
  if (phoneNeeded && !contact.phone.trim()) errors.phone = 'Please give the number that we should call.'
  if (!phoneNeeded && !contact.phone.trim() && !contact.email.trim())
    errors.phone = 'Please give a phone number or an e-mail address.'
  return errors
}

export const contactOf = (draft: ContactDraft) => ({
  name: draft.name.trim(),
  ...(draft.phone.trim() && { phone: draft.phone.trim() }),
  ...(draft.email.trim() && { email: draft.email.trim() }),
})

export function ContactFields({
  value,
  errors,
  phoneOnly = false,
  onChange,
}: {
  value: ContactDraft
  errors: ContactErrors
  phoneOnly?: boolean
  onChange: (next: Partial<ContactDraft>) => void
}) {
  return (
    <>
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        maxLength={100}
        value={value.name}
        error={errors.name}
        onChange={event => onChange({ name: event.target.value })}
      />
      <div className={phoneOnly ? undefined : 'grid gap-4 sm:grid-cols-2'}>
        <Field
          label="Phone"
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={40}
          value={value.phone}
          error={errors.phone}
          onChange={event => onChange({ phone: event.target.value })}
        />
        {!phoneOnly && (
          <Field
            label="E-mail"
            name="email"
            type="email"
            autoComplete="email"
            maxLength={254}
            value={value.email}
            error={errors.email}
            onChange={event => onChange({ email: event.target.value })}
          />
        )}
      </div>
    </>
  )
}

/** Brings the reader to the first field that has an error. */
export function toFirstError(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

export function TextArea({
  label,
  value,
  maxLength,
  placeholder,
  onChange,
}: {
  label: string
  value: string
  maxLength: number
  placeholder?: string
  onChange: (text: string) => void
}) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        value={value}
        maxLength={maxLength}
        placeholder={placeholder}
        onChange={event => onChange(event.target.value)}
        className={`${INPUT} resize-y py-2.5`}
      />
    </div>
  )
}
