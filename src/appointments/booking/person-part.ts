import type { PersonPart } from '../../people/index.ts'

export const appointmentPart: PersonPart = {
  name: 'appointments',
  async export() {
    return {}
  },
  async erase() {
    return {}
  },
}
