import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Group, SettingVersion } from '../../../house/schema.ts'
import { getJson, Problem, sendJson } from '../../api/client.ts'

export type Fields = Record<string, unknown>
type Saved = Fields & { version: number }
export type Conflict = {
  by: string | null
  changed: SettingVersion['changes']
  current: { version: number; value: Fields }
}

const ADDRESSES: Partial<Record<Group, string>> = { sessions: 'sessions/current', reminders: 'reminders/current' }
export const addressOf = (group: Group) => `/api/admin/settings/${ADDRESSES[group] ?? group}`
export const keyOf = (group: Group) => ['admin', 'settings', 'group', group]

/** One group of settings: what is kept, what was changed here and not saved yet, and what saving was refused for. */
export function useGroup(group: Group) {
  const queries = useQueryClient()
  const [changes, setChanges] = useState<Fields>({})
  /** What the changes were made upon. It stays though the page hears of a newer version: saving is refused then, and says so. */
  const [ground, setGround] = useState<Saved | null>(null)
  const found = useQuery({
    queryKey: keyOf(group),
    queryFn: ({ signal }) => getJson<Saved>(addressOf(group), signal),
  })
  const kept = ground ?? found.data
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const isDirty = kept !== undefined && Object.entries(changes).some(([name, value]) => !same(kept[name], value))
  const clear = () => {
    setChanges({})
    setGround(null)
  }
  const save = useMutation({
    mutationFn: () => sendJson<Saved>('PUT', addressOf(group), { ...kept, ...changes }),
    onSuccess: saved => {
      queries.setQueryData(keyOf(group), saved)
      clear()
      forget()
    },
  })
  /** What other pages made of the old settings. */
  const forget = () => {
    void queries.invalidateQueries({ queryKey: [...keyOf(group), 'versions'] })
    void queries.invalidateQueries({ queryKey: ['config'] })
    void queries.invalidateQueries({ queryKey: ['admin', 'backups'] })
    void queries.invalidateQueries({ queryKey: ['staff', 'team'] })
    void queries.invalidateQueries({ queryKey: ['admin', 'settings', 'reminders'], exact: true })
  }
  const problem = save.error instanceof Problem ? save.error : null
  const conflict = problem?.code === 'settings.changed' ? (problem.more as unknown as Conflict) : null
  const errors: Record<string, string> = {}
  if (problem && typeof problem.more.field === 'string') errors[problem.more.field] = problem.message
  for (const { field, message } of problem?.fields ?? []) errors[field.split(/[./]/).at(-1)!] = message
  return {
    found,
    kept,
    fields: { ...kept, ...changes } as Fields,
    isDirty,
    save,
    errors,
    conflict,
    write: (change: Fields) => {
      setChanges(now => ({ ...now, ...change }))
      setGround(now => now ?? kept ?? null)
      if (save.isError || save.isSuccess) save.reset()
    },
    drop: () => {
      clear()
      save.reset()
    },
    /** Takes what somebody else saved as the ground; what was changed here stays on top. */
    rebase: () => {
      if (conflict && kept) setGround({ ...kept, ...conflict.current.value, version: conflict.current.version })
      save.reset()
    },
    restored: async () => {
      clear()
      save.reset()
      await found.refetch()
      forget()
    },
  }
}

export type GroupState = ReturnType<typeof useGroup>
