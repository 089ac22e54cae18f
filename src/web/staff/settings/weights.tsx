import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useState } from 'react'
import type { Component, LeadWeights, Rescore, WeightsPreview } from '../../../leads/schema.ts'
import { getJson, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { formatCount } from '../../words/home.ts'
import { Unsaved } from './group-form.tsx'

const KEY = ['admin', 'leads', 'weights']

const NAMES: Record<Component, string> = {
  session: 'A session',
  view: 'A home viewed',
  interest: 'Interest shown',
  sentiment: 'Good mood',
  visit: 'A visit booked',
  callback: 'A callback asked for',
  detail: 'A detail asked for',
  contact: 'Contact left',
  return: 'Came back',
}
const COLUMNS = [
  ['engagement', 'Engagement'],
  ['engagementCap', 'at most'],
  ['intent', 'Intent'],
  ['intentCap', 'at most'],
] as const
type Column = (typeof COLUMNS)[number][0]

/** What points leads earn for, what the hot list would be by other weights, and scoring everybody anew. */
export function WeightsPage() {
  const found = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getJson<LeadWeights>('/api/admin/leads/weights', signal),
    refetchInterval: query => (query.state.data?.rescore && !query.state.data.rescore.finishedAt ? 1_000 : false),
  })
  if (found.isPending) return <Loading label="Reading the weights" />
  if (found.isError) return <Failed found={found} />
  return <Weights kept={found.data} />
}

function Weights({ kept }: { kept: LeadWeights }) {
  const queries = useQueryClient()
  type Draft = Pick<LeadWeights, 'version' | 'weights' | 'rules'>
  /** With the version it was made upon: saving is refused where somebody else's came meanwhile. */
  const [draft, setDraft] = useState<Draft | null>(null)
  const body = draft ?? { version: kept.version, weights: kept.weights, rules: kept.rules }
  const { weights, rules } = body
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const isDirty = !same(weights, kept.weights) || !same(rules, kept.rules)
  const change = (change: (now: Draft) => Partial<Draft>) =>
    setDraft(now => ({ ...(now ?? body), ...change(now ?? body) }))
  const save = useMutation({
    mutationFn: () => sendJson<LeadWeights>('PUT', '/api/admin/leads/weights', body),
    onSuccess: saved => {
      queries.setQueryData(KEY, saved)
      setDraft(null)
    },
  })
  const preview = useMutation({
    mutationFn: () => sendJson<WeightsPreview>('POST', '/api/admin/leads/weights/preview', body),
  })
  const rescore = useMutation({
    mutationFn: () => sendJson<Rescore>('POST', '/api/admin/leads/rescore', {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  const touched = () => {
    preview.reset()
    if (save.isError) save.reset()
  }
  const write = (component: Component, column: Column, value: number) => {
    change(({ weights }) => ({ weights: { ...weights, [component]: { ...weights[component], [column]: value } } }))
    touched()
  }
  const sumOf = (column: Column) =>
    Math.round(Object.values(weights).reduce((sum, weight) => sum + (weight[column] || 0), 0) * 100) / 100
  const sums = { engagementCap: sumOf('engagementCap'), intentCap: sumOf('intentCap') }
  const isOver = sums.engagementCap > 10 || sums.intentCap > 10
  const rule = (of: 'hot' | 'warm', name: 'sum' | 'intent', label: string) => (
    <Points
      label={`${of === 'hot' ? 'Hot' : 'Warm'}: ${label}`}
      value={rules[of][name]}
      most={20}
      onChange={value => {
        change(({ rules }) => ({ rules: { ...rules, [of]: { ...rules[of], [name]: value } } }))
        touched()
      }}
      shown
    />
  )
  return (
    <form
      noValidate
      className="flex min-w-0 flex-col gap-7"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <p className="max-w-prose text-muted">
        Each earns so many points, and together no more than its most. The most of engagement and of intent come to 10
        each. New weights count for what is earned from now on; what was earned stays until leads are scored anew.
      </p>
      <div className="scroll-x -mx-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
        <table className="w-full min-w-[21rem] max-w-2xl border-separate border-spacing-x-2 border-spacing-y-2 text-sm">
          <caption className="sr-only">Points and their most, by what they are earned for</caption>
          <thead>
            <tr className="text-left text-muted">
              <th scope="col" className="font-medium">
                For
              </th>
              {COLUMNS.map(([column, label]) => (
                <th key={column} scope="col" className="font-medium">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(Object.keys(NAMES) as Component[]).map(component => (
              <tr key={component}>
                <th scope="row" className="text-left font-medium">
                  {NAMES[component]}
                </th>
                {COLUMNS.map(([column, label]) => (
                  <td key={column}>
                    <Points
                      label={`${NAMES[component]}: ${label} ${column.startsWith('intent') ? '(intent)' : '(engagement)'}`}
                      value={weights[component][column]}
                      most={10}
                      onChange={value => write(component, column, value)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" className="text-left font-medium">
                Together
              </th>
              <td />
              <td className={clsx('tabular-nums', sums.engagementCap > 10 ? 'font-semibold text-bad' : 'text-soft')}>
                {sums.engagementCap} of 10
              </td>
              <td />
              <td className={clsx('tabular-nums', sums.intentCap > 10 ? 'font-semibold text-bad' : 'text-soft')}>
                {sums.intentCap} of 10
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <fieldset className="grid max-w-lg grid-cols-2 gap-4">
        <legend className="mb-3 text-sm font-semibold">From so many points a lead is</legend>
        {rule('hot', 'sum', 'points together')}
        {rule('hot', 'intent', 'intent')}
        {rule('warm', 'sum', 'points together')}
        {rule('warm', 'intent', 'intent')}
      </fieldset>
      {isOver && (
        <p role="alert" className="text-sm text-bad">
          What can be held together is more than 10. Lower a most.
        </p>
      )}
      <Trouble of={save} framed />
      <Trouble of={preview} framed />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" disabled={!isDirty || isOver || save.isPending}>
          {save.isPending ? 'One moment' : 'Save'}
        </Button>
        <Button disabled={!isDirty || isOver || preview.isPending} onClick={() => preview.mutate()}>
          {preview.isPending ? 'Scoring' : 'Try them out'}
        </Button>
        {isDirty && (
          <Button
            look="quiet"
            onClick={() => {
              setDraft(null)
              touched()
            }}
          >
            Undo changes
          </Button>
        )}
        <p role="status" className="text-sm text-muted">
          {isDirty ? 'Not saved yet.' : `Version ${kept.version}.`}
        </p>
      </div>
      {preview.data && <Preview of={preview.data} />}
      <div className="flex flex-col gap-3 border-t border-line pt-5">
        <Progress rescore={kept.rescore} />
        <Trouble of={rescore} framed />
        <div>
          <Button
            disabled={isDirty || rescore.isPending || kept.rescore?.version === kept.version}
            onClick={() => rescore.mutate()}
          >
            Score every lead anew
          </Button>
        </div>
        <p className="text-sm text-muted">
          {kept.rescore?.version === kept.version
            ? 'Every lead counts by these weights.'
            : 'Goes on in the background. The ledger keeps every point that was earned, and says what rescoring changed.'}
        </p>
      </div>
      <Unsaved isDirty={isDirty} />
    </form>
  )
}

function Points({
  label,
  value,
  most,
  shown = false,
  onChange,
}: {
  label: string
  value: number
  most: number
  /** Its label stands above it */
  shown?: boolean
  onChange: (value: number) => void
}) {
  const input = (
    <input
      type="number"
      inputMode="decimal"
      min={0}
      max={most}
      step={0.25}
      aria-label={shown ? undefined : label}
      className={clsx(INPUT, 'min-w-16 px-2 tabular-nums')}
      value={Number.isNaN(value) ? '' : value}
      onChange={event => onChange(event.target.valueAsNumber)}
    />
  )
  if (!shown) return input
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the input is within
    <label className="flex flex-col gap-1.5 text-sm font-medium">
      {label}
      {input}
    </label>
  )
}

/** The hot list as it is, and as it would be. */
function Preview({ of: { before, after, looked, hotBefore, hotAfter } }: { of: WeightsPreview }) {
  if (looked === 0) return <Notice>There are no warm or hot leads to try them on yet.</Notice>
  const place = new Map(before.map(({ personId }, at) => [personId, at]))
  return (
    <section aria-label="What the hot list would be" className="flex flex-col gap-3">
      <p role="status" className="text-sm text-muted">
        Of the {formatCount(looked)} warmest leads, {formatCount(hotBefore)} are hot and {formatCount(hotAfter)} would
        be. Nothing was kept.
      </p>
      <div className="grid gap-5 sm:grid-cols-2">
        {[
          ['Now', before],
          ['With these weights', after],
        ].map(([title, list]) => (
          <div key={title as string}>
            <h3 className="text-sm font-semibold">{title as string}</h3>
            <ol className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface text-sm">
              {(list as WeightsPreview['before']).map(({ personId, name, engagement, intent }) => (
                <li key={personId} className="flex items-center justify-between gap-3 px-3 py-2">
                  <Link
                    to="/console/$section/$id"
                    params={{ section: 'leads', id: personId }}
                    className="min-w-0 truncate underline"
                  >
                    {name ?? 'A visitor'}
                  </Link>
                  <span className="shrink-0 tabular-nums text-muted">
                    {title !== 'Now' && !place.has(personId) && 'new · '}
                    {engagement} + {intent}
                  </span>
                </li>
              ))}
              {(list as unknown[]).length === 0 && <li className="px-3 py-2 text-muted">Nobody is hot.</li>}
            </ol>
          </div>
        ))}
      </div>
    </section>
  )
}

function Progress({ rescore }: { rescore: Rescore | null }) {
  if (!rescore || rescore.finishedAt) return null
  return (
    <div className="flex flex-col gap-2 sm:max-w-md">
      <p role="status" className="text-sm">
        Scoring anew: {formatCount(rescore.done)} of {formatCount(rescore.total)} leads, {formatCount(rescore.changed)}{' '}
        changed.
      </p>
      <progress
        className="h-2 w-full accent-[var(--c-accent)]"
        aria-label="Leads scored anew"
        max={Math.max(1, rescore.total)}
        value={rescore.done}
      />
    </div>
  )
}
