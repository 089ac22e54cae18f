import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { getJson, messageOf } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { phoneWords } from '../../words/phone.ts'
import type { Choice } from './choices.ts'

/** A pause in typing after which the server is asked. */
const PAUSE_MS = 150
const AT_MOST = 8

type Found = {
  items: { id?: string; personId?: string; name: string | null; phone?: string | null; email?: string | null }[]
}

/** People who fit what is typed: leads for the sales desk, whom coaches look after for them; both for administrators. */
export function useFound(text: string, role: Account['role']) {
  const [wanted, setWanted] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setWanted(text.length >= 2 ? text : ''), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const leads = usePeople('leads', wanted, role !== 'coach')
  const people = usePeople('people', wanted, role !== 'agent')
  const isWanted = text.length >= 2
  const both = [leads, people]
  const failed = both.find(({ isError }) => isError)?.error
  return {
    found: isWanted ? both.flatMap(({ data }) => data ?? []) : [],
    isSearching: isWanted && (wanted !== text || both.some(({ isFetching }) => isFetching)),
    failed: failed ? messageOf(failed) : null,
  }
}

function usePeople(section: 'leads' | 'people', wanted: string, mine: boolean) {
  return useQuery({
    queryKey: ['staff', section, 'find', wanted],
    enabled: mine && wanted !== '',
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ q: wanted, ...(section === 'leads' && { limit: String(AT_MOST) }) })
      const { items } = await getJson<Found>(`/api/staff/${section}?${query}`, signal)
      return items.slice(0, AT_MOST).map(
        ({ id, personId = id, name, phone, email }): Choice => ({
          key: `${section} ${personId}`,
          label: name ?? (phone ? phoneWords(phone) : null) ?? email ?? 'Somebody without a name',
          detail: [name && phone && phoneWords(phone), email].filter(Boolean).join(' · ') || undefined,
          group: section === 'leads' ? 'Lead' : 'Career',
          to: `/console/${section}/${personId}`,
        }),
      )
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
}
