import type { Appointment } from '../../appointments/schema.ts'
import type { Chip } from '../chip.ts'
import { shortDay, shortWhen, spokenDay, spokenWhen } from '../compose/times.ts'
import type { Mind } from '../mind.ts'
import type { AppointmentFinding } from './findings.ts'

/** The visitor's next words about an appointment. Each says all that it means, so that it holds in any tab. */
export function appointmentChips(mind: Mind, finding: AppointmentFinding): Chip[] {
  const { timeZone, state } = mind
  const { appointment, listing, arranging, slots } = finding
  const to = listing ? ` ${listing.name}` : ''
  const moving = appointment !== null
  const callMe = state.ended.includes('callback') ? [] : [{ label: 'Call me instead', text: 'Call me instead' }]
  const at = (when: string) =>
    moving ? `Move my visit${listing ? ` to ${listing.name}` : ''} to ${when}` : `Visit${to} on ${when}`
  switch (finding.outcome) {
    case 'ask_home':
      return finding.homes.map(name => ({ label: name, text: `Visit ${name}` }))
    case 'ask_day':
      return (finding.wished ?? '')
        .split(' ')
        .map(date => ({ label: shortDay(date, timeZone), text: at(spokenDay(date)) }))
    case 'offer':
      return [
        ...slots.map(({ start }) => ({
          label: shortWhen(start, timeZone),
          text: at(spokenWhen(start, timeZone)),
          start,
        })),
        ...(moving ? [] : callMe),
      ]
    case 'nobody':
      return appointment ? [] : callMe
    case 'confirm':
      return [
        ...(finding.missing.length > 0 ? [] : [{ label: 'Yes, book it', text: 'Yes' }]),
        { label: 'Another time', text: 'Another time' },
        { label: 'No, leave it', text: 'No' },
      ]
    case 'contact':
      return [
        { label: 'Another time', text: 'Another time' },
        { label: 'Leave it', text: 'Leave it' },
      ]
    case 'confirm_move':
      return [
        { label: 'Yes, move it', text: 'Yes' },
        { label: 'Another time', text: 'Another time' },
        { label: 'No, keep it', text: 'No' },
      ]
    case 'confirm_cancel':
      return [
        { label: 'Yes, cancel it', text: 'Yes' },
        { label: 'No, keep it', text: 'No' },
      ]
    case 'ask_which':
      return finding.appointments.map(one => ({
        label: labelOf(one, mind),
        text: whichText(one, arranging?.deed ?? 'move', finding),
      }))
    case 'ask_hour':
      return [{ label: 'As soon as possible', text: 'Call me as soon as possible' }]
    case 'booked':
    case 'already':
    case 'moved':
    case 'same_time':
      return [
        { label: 'Change the time', text: `Move my visit${to ? ` to${to}` : ''}` },
        { label: 'Cancel it', text: 'Cancel it' },
        ...(listing ? [{ label: `More on ${listing.name}`, text: `Tell me about ${listing.name}` }] : []),
      ]
    case 'mine':
    case 'about':
      return appointment?.kind === 'site_visit'
        ? [
            { label: 'Change the time', text: 'Move my visit' },
            { label: 'Cancel it', text: 'Cancel it' },
            ...(finding.ask === 'note' && callMe.length > 0 ? [{ label: 'Have me called', text: 'Call me' }] : []),
          ]
        : []
    case 'promised':
      return [{ label: 'Cancel the call', text: 'Cancel my callback' }]
    case 'cancelled':
      return appointment?.kind === 'site_visit' && listing
        ? [{ label: 'Book another time', text: `I want to visit ${listing.name}` }]
        : []
    case 'none':
      return finding.about !== 'callback' && state.focus && !state.ended.includes('visit')
        ? [{ label: `Visit ${state.focus}`, text: `I want to visit ${state.focus}` }]
        : []
    case 'released':
      return finding.about === 'visit' && state.arranging?.listing
        ? [{ label: `More on ${state.arranging.listing}`, text: `Tell me about ${state.arranging.listing}` }]
        : []
    default:
      return []
  }
}

function labelOf(one: Appointment, { timeZone }: Mind): string {
  if (one.kind === 'callback') return `Call, ${shortWhen(one.dueAt!, timeZone)}`
  return `${one.listing?.name ?? 'Visit'}, ${shortDay(one.start!, timeZone)}`
}

/** Two visits to one home are told apart by their day, which the next turn reads. */
function whichText(one: Appointment, deed: string, { appointments }: AppointmentFinding): string {
  const verb = deed === 'cancel' ? 'Cancel' : 'Move'
  if (one.kind === 'callback') return `${verb} my callback`
  const others = appointments.filter(other => other.kind === one.kind)
  return others.length > 1 && one.listing ? `${verb} my visit to ${one.listing.name}` : `${verb} my visit`
}
