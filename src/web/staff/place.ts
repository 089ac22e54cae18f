import { useParams, useSearch } from '@tanstack/react-router'

/** Where in the console one is: `/console/people/ID?…`. */
export function usePlace() {
  const { section = '', id } = useParams({ strict: false })
  const search: Record<string, string> = useSearch({ strict: false })
  return { section, id: id ?? null, search }
}
