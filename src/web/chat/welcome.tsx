import { ArrowUpRight } from 'lucide-react'
import { useBusiness } from '../api/business.ts'
import type { Chip, ConversationPage } from '../api/types.ts'
import { AnswerText } from './text.tsx'

const EXAMPLES: Chip[] = [
  { label: '3 BHK in Whitefield under ₹2 crore', text: '3 BHK in Whitefield under 2 crore' },
  { label: 'Ready to move in near Hebbal', text: 'Ready to move in near Hebbal' },
  { label: 'Villa with a garden, up to ₹5 crore', text: 'Villa with a garden up to 5 crore' },
  { label: 'What would the EMI be for ₹1.5 crore?', text: 'What would the EMI be for 1.5 crore?' },
]

/** The empty thread: who speaks, what can be asked, and that nothing needs to be filled in first. */
export function Welcome({
  greeting,
  onAsk,
}: {
  greeting: ConversationPage['greeting'] | null
  onAsk: (text: string) => void
}) {
  const business = useBusiness()
  const chips = greeting?.chips.length ? greeting.chips : EXAMPLES
  return (
    <div className="my-auto flex flex-col gap-9 py-6">
      <div className="max-w-[36rem]">
        <p className="mb-3 text-sm font-medium text-accent">{business.name}</p>
        <h2 className="text-[1.75rem] leading-[1.15] tracking-[-0.025em] sm:text-4xl">
          What kind of home are you looking for?
        </h2>
        <div className="mt-4 text-[1.0625rem] text-muted">
          <AnswerText
            text={
              greeting?.text ??
              'Say it in your own words: the place, the size, the budget, the date. You will get homes from our list, with what we know about them and what we do not.'
            }
          />
        </div>
      </div>
      <div>
        <h3 className="mb-3 text-sm font-medium text-muted">For example</h3>
        <ul className="grid gap-2.5 sm:grid-cols-2">
          {chips.map(chip => (
            <li key={chip.label}>
              <button
                type="button"
                onClick={() => onAsk(chip.text)}
                className="group flex min-h-14 w-full items-center justify-between gap-3 rounded-xl border border-line bg-surface px-4 py-3 text-left font-medium shadow-card transition-colors hover:border-accent"
              >
                {chip.label}
                <ArrowUpRight
                  size={18}
                  aria-hidden
                  className="shrink-0 text-muted transition-colors group-hover:text-accent"
                />
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
