import type { Result, RunOptions } from './run.ts'

/** A run in words: what was asked, what broke, what was found. */
export function summary({ history, schedule, verdict }: Result, options: RunOptions): string {
  const { seed, store, replicas, pooler, spool, seconds } = options
  const lines = [
    `seed ${seed}, ${store} store, ${replicas} server${replicas > 1 ? 's' : ''}${pooler ? ', pooler' : ''}${spool ? ', spool' : ''}, ${seconds} s`,
    '',
    'deed                    ok  refused  unknown',
  ]
  const deeds = Map.groupBy(history.operations, ({ deed }) => deed)
  for (const [deed, operations] of [...deeds].sort(([one], [other]) => one.localeCompare(other))) {
    const count = (outcome: string | undefined) =>
      String(operations.filter(operation => operation.outcome === outcome).length)
    lines.push(
      `${deed.padEnd(22)}${count('ok').padStart(4)}${count('refused').padStart(9)}${count('unknown').padStart(9)}`,
    )
  }
  lines.push(
    '',
    `faults: ${schedule.map(({ name, at, ms }) => `${name} at ${at}${ms ? ` for ${ms}` : ''}`).join(', ')}`,
    '',
  )
  for (const { at, what, detail } of history.happenings)
    if (!/^(fault|healed) /.test(what))
      lines.push(`${String(at).padStart(7)} ms  ${what}${detail ? `: ${detail}` : ''}`)
  lines.push('')
  for (const [rule, wrong] of Object.entries(verdict.broken)) {
    lines.push(`BROKEN ${rule} (${wrong.length})`)
    for (const line of wrong.slice(0, 8)) lines.push(`  ${line}`)
  }
  lines.push(verdict.ok ? 'No rule is broken.' : 'Rules are broken.')
  return `${lines.join('\n')}\n`
}

/** How many deeds came to what. */
export function counts({ history }: Result): { done: number; refused: number; unknown: number } {
  const count = (outcome: string) => history.operations.filter(operation => operation.outcome === outcome).length
  return { done: count('ok'), refused: count('refused'), unknown: count('unknown') }
}
