import { formatDate } from '../../words/time.ts'
import type { Experiment } from './api.ts'
import { nameOf, statusWords } from './forms/status.tsx'

const daysOf = ({ startOn, reviewOn }: Experiment) =>
  [startOn && formatDate(startOn), reviewOn && formatDate(reviewOn)].filter(Boolean).join(' – ') || '–'

function learnedOf({ reflections, learnings }: Experiment): string {
  return [...reflections.map(one => one.learning), ...learnings.map(one => one.text)].join('\n') || '–'
}

/** All experiments in a table; below each what stood in its way and what was done. On a narrow screen each is a card. */
export function Experiments({ experiments }: { experiments: Experiment[] }) {
  return (
    <section aria-labelledby="experiments" className="mt-12">
      <h2 id="experiments" className="text-xl">
        Experiments
      </h2>
      <table className="mt-4 hidden w-full border-collapse text-left text-[0.9375rem] sm:table print:table">
        <thead>
          <tr className="border-b border-edge text-sm text-muted">
            {['Experiment', 'Measured by', 'When', 'Status', 'Learned'].map(head => (
              <th key={head} scope="col" className="py-2 pr-4 font-medium last:pr-0">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="align-top">
          {experiments.map(experiment => (
            <tr key={experiment.id} className="border-b border-line">
              <th scope="row" className="w-[28%] py-3 pr-4 font-medium">
                {nameOf(experiment)}
                {experiment.title && experiment.hypothesis && (
                  <span className="mt-0.5 block font-normal text-soft">{experiment.hypothesis}</span>
                )}
              </th>
              <td className="w-[22%] py-3 pr-4">{experiment.metric || '–'}</td>
              <td className="tnum py-3 pr-4">{daysOf(experiment)}</td>
              <td className="py-3 pr-4">{statusWords(experiment.status)}</td>
              <td className="w-[22%] whitespace-pre-line py-3">{learnedOf(experiment)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="mt-4 flex flex-col gap-4 sm:hidden print:hidden">
        {experiments.map(experiment => (
          <li key={experiment.id} className="rounded-xl border border-line bg-surface px-4 py-3.5">
            <p className="font-medium">{nameOf(experiment)}</p>
            {experiment.title && experiment.hypothesis && <p className="mt-0.5 text-soft">{experiment.hypothesis}</p>}
            <p className="tnum mt-1 text-sm text-muted">{`${statusWords(experiment.status)}, ${daysOf(experiment)}`}</p>
            {experiment.metric && <p className="mt-1.5">{`Measured by: ${experiment.metric}`}</p>}
            {learnedOf(experiment) !== '–' && (
              <p className="mt-1.5 whitespace-pre-line">{`Learned: ${learnedOf(experiment)}`}</p>
            )}
          </li>
        ))}
      </ul>
      {experiments.map(experiment => (
        <Parts key={experiment.id} experiment={experiment} named={experiments.length > 1} />
      ))}
    </section>
  )
}

function Parts({ experiment, named }: { experiment: Experiment; named: boolean }) {
  const { obstacles, actions } = experiment
  if (obstacles.length === 0 && actions.length === 0) return null
  const of = named ? `: ${nameOf(experiment)}` : ''
  return (
    <div className="mt-6 grid gap-6 sm:grid-cols-2">
      {obstacles.length > 0 && (
        <div className="keep-together">
          <h3 className="text-base">{`Obstacles${of}`}</h3>
          <ul className="mt-2 flex flex-col gap-2.5">
            {obstacles.map(({ id, label, strategy }) => (
              <li key={id}>
                {label}
                <span className="block text-soft">{strategy}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {actions.length > 0 && (
        <div className="keep-together">
          <h3 className="text-base">{`Actions${of}`}</h3>
          <ul className="mt-2 flex flex-col gap-2.5">
            {actions.map(({ id, label, dueOn, who, doneAt }) => (
              <li key={id} className="flex gap-2.5">
                <span aria-hidden>{doneAt ? '☑' : '☐'}</span>
                <span>
                  {label}
                  <span className="tnum block text-sm text-muted">
                    {[doneAt ? 'done' : 'to do', dueOn && `by ${formatDate(dueOn)}`, who && `with ${who}`]
                      .filter(Boolean)
                      .join(', ')}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
