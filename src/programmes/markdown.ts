import type { Experiment, Summary } from './schema.ts'

/** A summary as Markdown, to read and to keep. What people wrote stands in quotes: none of it becomes a heading or a link. */
export function toMarkdown(summary: Summary): string {
  const { done, skipped, total } = summary.progress.prompts
  const lines = [
    `# ${plain(summary.title)}`,
    '',
    `${summary.name ? `${plain(summary.name)}. ` : ''}${done} of ${total} questions answered${skipped ? `, ${skipped} skipped` : ''}.`,
    ...summary.steps.flatMap(step => [
      '',
      summary.steps.length > 1 ? `## Step ${step.number}: ${plain(step.title)}` : `## ${plain(step.title)}`,
      ...step.cards.flatMap(card => [
        '',
        `### ${card.prompt} ${plain(card.question)}`,
        '',
        ...(card.value === null ? [] : [`**${card.value} of 10**`, '']),
        ...(card.text ? quoted(card.text) : card.value === null ? ['_Open_'] : []),
      ]),
    ]),
    ...(summary.earlier.length > 0 ? ['', '## Earlier questions'] : []),
    ...summary.earlier.flatMap(({ question, text }) => ['', `### ${plain(question)}`, '', ...quoted(text)]),
    ...(summary.notes.length > 0 ? ['', '## Earlier notes'] : []),
    ...summary.notes.flatMap(({ label, text }) => ['', ...(label ? [`### ${plain(label)}`, ''] : []), ...quoted(text)]),
    ...(summary.experiments.length > 0 ? ['', '## Experiments'] : []),
    ...summary.experiments.flatMap(experimentLines),
  ]
  return `${lines.join('\n')}\n`
}

function experimentLines(experiment: Experiment): string[] {
  const named = (name: string, text: string | null) => (text ? ['', `**${name}**`, '', ...quoted(text)] : [])
  const { title, status, hypothesis, metric, resources, startOn, reviewOn } = experiment
  return [
    '',
    `### ${plain(title || 'Experiment')} (${status})`,
    ...named('I expect', hypothesis),
    ...named('Success means', metric),
    ...named('I need', resources),
    ...(startOn || reviewOn
      ? ['', [startOn && `Starts ${startOn}.`, reviewOn && `Review ${reviewOn}.`].filter(Boolean).join(' ')]
      : []),
    ...experiment.obstacles.flatMap(({ kind, label, strategy }) =>
      named(kind === 'internal' ? 'Obstacle within' : 'Obstacle outside', strategy ? `${label}\n→ ${strategy}` : label),
    ),
    ...(experiment.actions.length > 0 ? ['', '**Actions**', ''] : []),
    ...experiment.actions.map(
      ({ label, dueOn, who, doneAt }) =>
        `- [${doneAt ? 'x' : ' '}] ${plain(label)}${dueOn ? `, by ${dueOn}` : ''}${who ? `, with ${plain(who)}` : ''}`,
    ),
    ...experiment.learnings.flatMap(({ text, at }) => named(`Learned on ${at.slice(0, 10)}`, text)),
    ...experiment.reflections.flatMap(({ outcome, learning, confidence, next, at }) =>
      named(`Reflection of ${at.slice(0, 10)}, confidence ${confidence} of 10, ${next}`, `${outcome}\n${learning}`),
    ),
  ]
}

const quoted = (text: string) => text.split(/\r?\n/).map(line => `> ${plain(line)}`.trimEnd())

/** Signs that mean something in Markdown or HTML stand for themselves. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, sign => `\\${sign}`).replaceAll('&', '&amp;')
}
