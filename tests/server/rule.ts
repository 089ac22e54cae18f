/** `sales`: agents, `career`: coaches, `both`: each their own desk or themselves; administrators all of it. */
type Desk = 'sales' | 'career' | 'both' | 'admin'
export type Made = Record<string, string>
export type Rule = {
  desk: Desk
  /** Of a write: the line that it leaves. Null with the reason: nothing that anybody would look for. */
  action?: string | null
  /** The address with its parameters; a write with one is called by an administrator, in the order of the table */
  path?: (made: Made) => string
  json?: (made: Made) => object
  /** Keeps something of the answer for the calls that follow */
  keep?: (answer: unknown, made: Made) => void
}

export const read = (desk: Desk, path?: Rule['path']): Rule => ({ desk, ...(path && { path }) })
export const talk = (deed: string) => (made: Made) => `/api/staff/conversations/${made.talk}/${deed}`
export const lead = (more: string) => (made: Made) => `/api/staff/leads/${made.person}${more}`
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
export const write = (
  desk: Desk,
  action: string | null,
  path?: Rule['path'],
  json?: Rule['json'],
  keep?: Rule['keep'],
): Rule => ({
  desk,
  action,
  ...(path && { path }),
  ...(json && { json }),
  ...(keep && { keep }),
})
