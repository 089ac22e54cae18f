import { Sheet } from '../../parts/sheet.tsx'

const KEYS: [string, string][] = [
  ['j, k', 'Next and previous conversation'],
  ['Enter', 'Open it; in the reply: send'],
  ['r', 'Reply'],
  ['t', 'Take over'],
  ['e', 'Close'],
  ['/', 'In an empty reply or after a space: kept replies'],
  ['Shift Enter', 'New line in the reply'],
  ['Esc', 'Leave the reply; close what is open'],
  ['Ctrl K', 'Find anything'],
  ['?', 'These keys'],
]

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Sheet middle title="Keys of the inbox" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-5 gap-y-2.5 text-[0.9375rem]">
        {KEYS.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-sunken px-1.5 py-0.5 font-sans text-sm">{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  )
}
