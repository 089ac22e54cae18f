import type { SubjectHandler } from '../../reminders/index.ts'

/** What appointments say in reminders. */
export const appointmentSubject: SubjectHandler = {
  async compose() {
    throw new Error('not built')
  },
  async label() {
    throw new Error('not built')
  },
}
