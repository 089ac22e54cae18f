import type { PersonPart } from '../people/index.ts'

export const reminderPart: PersonPart = {
  name: 'reminders',
  async export() {
    return {}
  },
  async erase() {
    return {}
  },
}
