import { usePlace } from '../place.ts'
import { People } from './list.tsx'
import { Person } from './person.tsx'

/** The people whom coaches look after, and one of them. */
export default function PeoplePage() {
  const { id } = usePlace()
  return id ? <Person key={id} id={id} /> : <People />
}
