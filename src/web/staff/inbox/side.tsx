import { clsx } from 'clsx'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { StaffThread } from '../../../conversations/schema.ts'
import type { Account } from '../../api/types.ts'
import { Sheet } from '../../parts/sheet.tsx'
import { CoachingPanel } from '../coaching/coaching-panel.tsx'
import { PersonPanel } from '../leads/person-panel.tsx'
import { Suggestions } from '../suggestions/suggestions.tsx'
import { ContextPanel } from './context-panel.tsx'
import { Notes } from './notes.tsx'

type Side = { one: StaffThread; account: Account; onUse: (text: string) => void }
type Tab = { key: string; label: string; body: ReactNode }

/** What is known beside a conversation: who it is and what helps to sell, or what was shared with coaches; and the staff's notes. */
function tabsOf({ one, onUse }: Side): Tab[] {
  const notes = {
    key: 'notes',
    label: `Notes${one.notes.length > 0 ? ` ${one.notes.length}` : ''}`,
    body: <Notes one={one} />,
  }
  if (one.desk === 'career') return [{ key: 'shared', label: 'Shared', body: <ContextPanel one={one} /> }, notes]
  return [
    {
      key: 'coaching',
      label: 'Coaching',
      body: (
        <div className="flex flex-col gap-5">
          <Suggestions conversationId={one.id} onUse={onUse} />
          <CoachingPanel personId={one.person.id} conversationId={one.id} onUse={onUse} />
        </div>
      ),
    },
    { key: 'person', label: 'Person', body: <PersonPanel personId={one.person.id} /> },
    notes,
  ]
}

/** At the side on wide screens. */
export function SidePane(side: Side) {
  return (
    <aside
      aria-label="Beside the conversation"
      className="hidden min-h-0 min-w-0 flex-col border-l border-line xl:flex"
    >
      <Tabs of="pane" tabs={tabsOf(side)} />
    </aside>
  )
}

/** Over the page on narrow ones. */
export function SideDrawer({ onClose, ...side }: Side & { onClose: () => void }) {
  const used = (text: string) => {
    onClose()
    side.onUse(text)
  }
  return (
    <Sheet title="Beside the conversation" onClose={onClose}>
      <div className="-mx-5 -mt-5">
        <Tabs of="drawer" tabs={tabsOf({ ...side, onUse: used })} />
      </div>
    </Sheet>
  )
}

function Tabs({ of, tabs }: { of: string; tabs: Tab[] }) {
  const [key, setKey] = useState(tabs[0]!.key)
  const at = Math.max(
    0,
    tabs.findIndex(tab => tab.key === key),
  )
  const pressed = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = tabs[(at + step + tabs.length) % tabs.length]!
    setKey(next.key)
    document.getElementById(`${of}-tab-${next.key}`)?.focus()
  }
  return (
    <>
      <div
        role="tablist"
        aria-label="What is beside it"
        onKeyDown={pressed}
        className="flex shrink-0 gap-1 border-b border-line px-3 pt-1.5"
      >
        {tabs.map((tab, index) => (
          <button
            key={tab.key}
            id={`${of}-tab-${tab.key}`}
            type="button"
            role="tab"
            aria-selected={index === at}
            aria-controls={`${of}-panel`}
            tabIndex={index === at ? 0 : -1}
            onClick={() => setKey(tab.key)}
            className={clsx(
              '-mb-px min-h-10 border-b-2 px-2.5 text-sm font-medium pointer-coarse:min-h-11',
              index === at ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        id={`${of}-panel`}
        role="tabpanel"
        aria-labelledby={`${of}-tab-${tabs[at]!.key}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-4 -outline-offset-2"
      >
        {tabs[at]!.body}
      </div>
    </>
  )
}
