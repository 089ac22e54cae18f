import type { Browser } from './visitor.ts'

const PATH = '/api/admin/settings/appointments'
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const ALL_DAY = { opens: '00:00', closes: '24:00' }

/** Agents of these names who are there day and night, and starts without notice: so that much is due at once. */
export async function openAllHours(administrator: Browser, names: string[]): Promise<void> {
  const settings = { weekdays: EVERY_DAY, ...ALL_DAY, stepMinutes: 15, noticeMinutes: 0, visitsPerPerson: 1_000 }
  const now = (await administrator.expect(200, 'GET', PATH)) as Record<string, unknown>
  await administrator.expect(200, 'PUT', PATH, { json: { ...now, ...settings } })
  const hours = EVERY_DAY.map(weekday => ({ weekday, ...ALL_DAY }))
  for (const name of names) {
    const email = `${name.toLowerCase()}@example.com`
    const json = { name, email, timeZone: 'UTC', slotMinutes: 15, visitsPerDay: 50, hours }
    await administrator.expect(201, 'POST', '/api/admin/staff', { json })
  }
}
