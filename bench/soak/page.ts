import type { Judged, Soak } from './series.ts'

/** A page for people: what ran, what grows, every series with its evidence, and what was done. */
export function describe(soak: Soak, verdicts: Judged[], more?: string): string {
  const { at, commit, dirty, machine, load, options, tally, samples } = soak
  const wrong = verdicts.filter(({ ok }) => !ok)
  const looks = samples.filter(({ minute }) => minute! >= options.warmUp).length
  return [
    `# Soak of ${at.slice(0, 10)}, commit ${commit || 'unknown'}${dirty ? ' with changes' : ''}`,
    '',
    `${options.store} store, ${options.minutes} minutes after ${options.warmUp} of warm-up, ${looks} looks, seed ${options.seed}, at most ${options.rate} requests a second.`,
    `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, PostgreSQL ${machine.postgresql}. Load before ${load.before.toFixed(2)}, after ${load.after.toFixed(2)}.`,
    '',
    `${tally.requests} requests, ${tally.done} deeds done, ${tally.streams} live streams opened and dropped, ${tally.came} persons came, ${tally.forgotten} were forgotten.`,
    '',
    wrong.length === 0
      ? '**Nothing grows.**'
      : `**${wrong.length} grow**: ${wrong.map(({ name }) => name).join(', ')}.`,
    '',
    '![Memory](soak-memory.svg)',
    '![Handles](soak-handles.svg)',
    '![Rows](soak-rows.svg)',
    '![Work](soak-work.svg)',
    '',
    '| series | rule | level | growth in the run | sure between | let pass | verdict |',
    '|---|---|---|---|---|---|---|',
    ...verdicts.toSorted((a, b) => Number(a.ok) - Number(b.ok)).map(row),
    '',
    '*flat*: must stay where it is. *for each deed*: grows with what is kept; level and growth are of the increase for each deed. *below*: the',
    'limit is known beforehand, and growth is the most that was seen.',
    '',
    '| deed | count |',
    '|---|---|',
    ...Object.entries(tally.deeds)
      .sort(([, a], [, b]) => b - a)
      .map(([deed, count]) => `| ${deed} | ${count} |`),
    '',
    ...(more === undefined ? [] : ['What the last heap snapshot has more than the first:', '', '```', more, '```', '']),
  ].join('\n')
}

const KINDS = { flat: 'flat', explained: 'for each deed', below: 'below' }

function row({ name, rule, level, growth, sure, allowed, ok }: Judged): string {
  const cells = [
    KINDS[rule.kind],
    short(level),
    short(growth),
    `${short(sure[0])} and ${short(sure[1])}`,
    short(allowed),
  ]
  return `| ${name} | ${cells.join(' | ')} | ${ok ? 'ok' : '**grows**'} |`
}

function short(value: number): string {
  const size = Math.abs(value)
  if (size >= 2 ** 20) return `${(value / 2 ** 20).toFixed(1)} Mi`
  if (size >= 10_000) return `${(value / 1024).toFixed(0)} Ki`
  return String(+value.toPrecision(3))
}
