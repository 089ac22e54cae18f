import type { Part } from '../../../conversations/schema.ts'

/** What the visitor saw beside an answer, in a few words each: staff read along, they do not shop. */
export function partWords(parts: readonly Part[]): string[] {
  return parts.flatMap(part => {
    switch (part.type) {
      case 'listings':
        return part.items.length > 0 ? `Shown: ${part.items.map(({ name }) => name).join(', ')}` : []
      case 'facts':
        return `Facts of ${part.listing.name}`
      case 'comparison':
        return `Compared: ${part.columns.map(({ name }) => name).join(', ')}`
      case 'appointment':
        return `Appointment ${part.appointment.code}`
      case 'slots':
        return 'Free times were offered'
      case 'emi':
        return 'An instalment was worked out'
      case 'crisis':
        return 'Where help is at once was shown'
      case 'chips':
        return part.chips.length > 0 ? `Offered: ${part.chips.map(({ label }) => label).join(', ')}` : []
      default:
        return []
    }
  })
}
