import { useStaffLive } from '../../live/staff.ts'
import { usePlace } from '../place.ts'
import { LeadList } from './list.tsx'
import { LeadPage } from './page.tsx'

/** Persons as the sales desk sees them, and one of them. */
export default function LeadsPage() {
  const { id } = usePlace()
  useStaffLive(null)
  return id ? <LeadPage key={id} id={id} /> : <LeadList />
}
