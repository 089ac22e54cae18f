import { SlidersHorizontal, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { messageOf } from '../api/client.ts'
import { Button } from '../parts/button.tsx'
import { wishChips } from '../words/wish.ts'
import { useThread } from './use-thread.ts'

const FilterSheet = lazy(() => import('./filter-sheet.tsx'))
export const SHOW_MATCHING = 'Show me homes that match my filters'

/** The wish as it stands after the last turn: each piece can be taken away, all of it can be edited. */
export function WishBar() {
  const { thread, state } = useThread()
  const { currency } = useBusiness()
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [changed, setChanged] = useState(false)
  const chips = wishChips(state.wish, currency)
  const apply = async (change: Parameters<typeof thread.setWish>[0]) => {
    setProblem(null)
    try {
      await thread.setWish(change)
      setChanged(true)
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  const show = () => {
    setChanged(false)
    thread.send(SHOW_MATCHING)
  }
  return (
    <section aria-label="Your filters" className="border-b border-line bg-page">
      <div className="mx-auto flex max-w-[56rem] items-center gap-2 px-4 py-2 sm:px-6">
        <Button small onClick={() => setOpen(true)} className="shrink-0">
          <SlidersHorizontal size={16} aria-hidden />
          Filters
        </Button>
        {chips.length === 0 ? (
          <p className="truncate text-sm text-muted">None yet. They follow from what you write.</p>
        ) : (
          <ul className="scroll-x flex min-w-0 flex-1 gap-1.5 py-0.5 [scrollbar-width:none]">
            {chips.map(chip => (
              <li key={chip.id} className="shrink-0">
                <button
                  type="button"
                  aria-label={`Remove filter: ${chip.label}`}
                  onClick={() =>
                    void apply({ ...(chip.set && { set: chip.set }), ...(chip.clear && { clear: chip.clear }) })
                  }
                  className="inline-flex min-h-9 items-center gap-1.5 whitespace-nowrap rounded-full bg-sunken pl-3.5 pr-2.5 text-sm text-soft hover:bg-line hover:text-ink pointer-coarse:min-h-11"
                >
                  {chip.label}
                  <X size={15} aria-hidden className="text-muted" />
                </button>
              </li>
            ))}
          </ul>
        )}
        {changed && chips.length > 0 && (
          <Button small look="primary" className="shrink-0" onClick={show}>
            Show homes
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="mx-auto max-w-[56rem] px-4 pb-2 text-sm text-bad sm:px-6">
          {problem}
        </p>
      )}
      {open && (
        <Suspense>
          <FilterSheet
            wish={state.wish}
            onClose={() => setOpen(false)}
            onApply={async change => {
              setOpen(false)
              await apply(change)
              show()
            }}
          />
        </Suspense>
      )}
    </section>
  )
}
