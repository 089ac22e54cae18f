import type { Role } from '../../api/types.ts'

export const ROLES: Record<Role, string> = {
  member: 'Member',
  coach: 'Coach',
  agent: 'Relationship manager',
  admin: 'Administrator',
}
