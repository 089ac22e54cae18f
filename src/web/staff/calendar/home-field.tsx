import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { getJson } from '../../api/client.ts'
import { Field } from '../../parts/field.tsx'

type Home = { slug: string; name: string; place: string }
const MOST_PAGES = 5

/** Names of homes as they are typed; a name is one home, told from others of that name by its place. */
export function useHomes(): Home[] {
  const { data } = useQuery({
    queryKey: ['homes', 'names'],
    queryFn: async ({ signal }) => {
      const homes: Home[] = []
      let cursor: string | null = null
      for (let page = 0; page < MOST_PAGES; page++) {
        const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
        const found: { items: Home[]; cursor?: string | null } = await getJson(
          `/api/listings?limit=100${query}`,
          signal,
        )
        homes.push(...found.items.map(({ slug, name, place }) => ({ slug, name, place })))
        cursor = found.cursor ?? null
        if (!cursor) break
      }
      return homes.sort((a, b) => a.name.localeCompare(b.name))
    },
    staleTime: 300_000,
  })
  return data ?? []
}

const wordsOf = ({ name, place }: Home) => `${name}, ${place}`

/** The slug of what was typed: the whole words, the name alone where one home has it, or the slug itself. */
export function slugOf(typed: string, homes: readonly Home[]): string | null {
  const text = typed.trim().toLowerCase()
  if (!text) return null
  const found =
    homes.find(home => wordsOf(home).toLowerCase() === text) ??
    homes.find(home => home.slug === text) ??
    homes.filter(home => home.name.toLowerCase() === text || home.name.toLowerCase().startsWith(text))
  if (!Array.isArray(found)) return found.slug
  return found.length === 1 ? found[0]!.slug : text
}

export function HomeField({
  value,
  error,
  onChange,
}: {
  value: string
  error: string | undefined
  onChange: (text: string) => void
}) {
  const homes = useHomes()
  const list = useId()
  return (
    <>
      <Field
        label="Home (optional)"
        list={list}
        value={value}
        error={error}
        autoComplete="off"
        placeholder="Begin with its name"
        onChange={event => onChange(event.target.value)}
      />
      <datalist id={list}>
        {homes.map(home => (
          <option key={home.slug} value={wordsOf(home)} />
        ))}
      </datalist>
    </>
  )
}
