/** Somewhere to go: `group` says what kind of thing it is. */
export type Choice = {
  key: string
  label: string
  detail?: string
  group: string
  to: string
  search?: Record<string, string>
}

/** Deeds that have an address, by the section that they need. */
const DEEDS: { section: string; label: string; words: string; search: Record<string, string> }[] = [
  { section: 'calendar', label: 'This week', words: 'week calendar', search: { view: 'week' } },
]

const CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/i

/** Sections and deeds whose words begin with what was typed, all sections where nothing was; an appointment by its code. */
export function choicesOf(text: string, places: readonly { key: string; label: string }[]): Choice[] {
  const wanted = text.trim().toLowerCase()
  const begins = (words: string) => words.split(/\s+/).some(word => word.startsWith(wanted))
  const choices = places
    .filter(({ label }) => label.toLowerCase().startsWith(wanted) || begins(label.toLowerCase()))
    .map(({ key, label }): Choice => ({ key: `section ${key}`, label, group: 'Page', to: `/console/${key}` }))
  if (wanted === '') return choices
  for (const { section, label, words, search } of DEEDS)
    if (begins(words) && places.some(({ key }) => key === section))
      choices.push({ key: `deed ${label}`, label, group: 'Page', to: `/console/${section}`, search })
  const code = wanted.replaceAll('-', '')
  if (CODE.test(code))
    choices.push({
      key: 'appointment',
      label: code.toUpperCase(),
      detail: 'Open the appointment with this code',
      group: 'Appointment',
      to: '/console/calendar',
      search: { appointment: code.toUpperCase() },
    })
  return choices
}
