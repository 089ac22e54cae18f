import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { getJson } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import type { ContactDraft } from './contact-fields.tsx'

/** Fills in what this visitor gave at their last booking, as long as they have written nothing here. */
export function useKnownContact(draft: ContactDraft, change: (next: Partial<ContactDraft>) => void): void {
  const blank = draft.name === '' && draft.phone === '' && draft.email === ''
  const { data } = useQuery({
    queryKey: ['appointments', 'contact'],
    queryFn: ({ signal }) => getJson<{ items: Appointment[] }>('/api/appointments', signal),
    enabled: blank,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const known = data?.items.find(item => item.contact.name)?.contact
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is known; whoever empties a field wants it empty
  useEffect(() => {
    if (blank && known) change({ name: known.name ?? '', phone: known.phone ?? '', email: known.email ?? '' })
  }, [known])
}
