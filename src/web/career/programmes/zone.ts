import { useBusiness } from '../../api/business.ts'
import { ownZone } from '../../appointments/slots.ts'
import { useAccount } from '../../staff/account.ts'

/** The zone of the person, as their account says, else as their device does. */
export function useZone(): string {
  return useAccount().data?.timeZone || ownZone()
}

/** `14:05` */
export function formatClock(instant: string, timeZone: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at)
}

/** Whether a reminder can reach this person: their address is proven, and mail leaves the house. */
export function useReminded(): boolean {
  const account = useAccount().data
  return useBusiness().messages.email && account?.emailVerified === true
}
