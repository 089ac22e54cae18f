import { Field } from './field.tsx'

/** Where a new password is chosen; the bounds are those of the server. */
export function NewPassword({ label, name, error }: { label: string; name: string; error?: string | undefined }) {
  return (
    <Field
      label={label}
      name={name}
      type="password"
      autoComplete="new-password"
      required
      minLength={8}
      maxLength={128}
      hint="At least 8 characters. A few words together are easy to remember and hard to guess."
      error={error}
    />
  )
}
