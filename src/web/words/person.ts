import { phoneWords } from './phone.ts'

/** Somebody as staff see them named: by their name, else by what they left, else by what they are. */
export function personName(person: {
  name: string | null
  phone?: string | null
  email?: string | null
  isMember?: boolean
}): string {
  return (
    person.name ??
    (person.phone ? phoneWords(person.phone) : null) ??
    person.email ??
    (person.isMember ? 'A member' : 'A visitor')
  )
}
