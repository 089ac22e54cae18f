/** What an earlier system said of this version: the words of then, by nobody here. */
export function EarlierFeedback({ said }: { said: string }) {
  const parts = partsOf(said)
  return (
    <section aria-labelledby="earlier-feedback" className="mt-6 rounded-xl border border-line bg-surface px-4 py-3">
      <h2 id="earlier-feedback" className="mb-1 text-base font-medium">
        Feedback from before
      </h2>
      <p className="mb-3 text-sm text-muted">Given on this version in the system that you used before.</p>
      {parts ? (
        <dl className="flex flex-col gap-2 text-sm">
          {parts.map(([name, value]) => (
            <div key={name}>
              <dt className="font-medium">{name}</dt>
              <dd className="whitespace-pre-line break-words text-soft">{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="whitespace-pre-line break-words text-sm text-soft">{said}</p>
      )}
    </section>
  )
}

/** A document of fields is shown by them; anything else as it was written. */
function partsOf(said: string): [string, string][] | undefined {
  try {
    const read: unknown = JSON.parse(said)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined
    const parts = Object.entries(read).map(([name, value]): [string, string] => [wordsOf(name), textOf(value)])
    return parts.length > 0 ? parts : undefined
  } catch {
    return undefined
  }
}

function wordsOf(name: string): string {
  const words = name.replaceAll('_', ' ').trim() || name
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('\n')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}
