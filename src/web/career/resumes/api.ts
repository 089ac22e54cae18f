import { useQuery } from '@tanstack/react-query'
import type { FileList } from '../../../files/schema.ts'
import type { Diff, Feedback, Resume, ResumeList, VersionHead } from '../../../resumes/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'

export function useResumes() {
  return useQuery({
    queryKey: ['resumes'],
    queryFn: ({ signal }) => getJson<ResumeList>('/api/resumes', signal),
  })
}

export function useResume(id: string, version: string | undefined) {
  return useQuery({
    queryKey: ['resume', id, version ?? 'newest'],
    queryFn: ({ signal }) => getJson<Resume>(`/api/resumes/${id}${version ? `?version=${version}` : ''}`, signal),
    placeholderData: before => before,
  })
}

export function useFeedback(id: string, version: number | undefined, listingId: string | undefined) {
  return useQuery({
    queryKey: ['feedback', id, version, listingId],
    enabled: version !== undefined,
    queryFn: () =>
      sendJson<Feedback>('POST', `/api/resumes/${id}/feedback?version=${version}`, listingId ? { listingId } : {}),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useDiff(id: string, version: number | undefined, other: string | undefined) {
  return useQuery({
    queryKey: ['diff', id, version, other],
    enabled: version !== undefined && other !== undefined,
    queryFn: ({ signal }) => getJson<Diff>(`/api/resumes/${id}/diff/${other}?version=${version}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

type Job = { id: string; title: string; company: string | null }

/** Jobs that the person saved or went further with. */
export function useSavedJobs() {
  return useQuery({
    queryKey: ['saved-jobs'],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: Job[] }>('/api/listings?kind=job&state=saved', signal)).items.filter(
        ({ title }) => title,
      ),
  })
}

/** Files whose text was read. */
export function useReadableFiles() {
  return useQuery({
    queryKey: ['files', 'first'],
    queryFn: async ({ signal }) =>
      (await getJson<FileList>('/api/files', signal)).items.filter(({ text }) => text.state === 'done'),
  })
}

/** `Version 3, for Data analyst at Globex`; `Version 3 of 4, for …` where it is told how many there are. */
export function versionName({ number, listing }: Pick<VersionHead, 'number' | 'listing'>, of?: number): string {
  const version = of === undefined ? `Version ${number}` : `Version ${number} of ${of}`
  if (!listing) return version
  return `${version}, for ${listing.title}${listing.company ? ` at ${listing.company}` : ''}`
}
