import { type FormEvent, useState } from 'react'
import { messageOf } from '../api/client.ts'
import type { RememberedFact } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Field, Select } from '../parts/field.tsx'
import { AMENITY_KEYS, amenityName, facingName, KINDS, STATUSES, sentence } from '../words/home.ts'
import { majorOf, minorOf } from '../words/price.ts'

type Money = { minor: number; currency: string }
type Save = (value: unknown) => Promise<void>

const CHOICES: Record<string, Record<string, string>> = {
  kind: KINDS,
  status: STATUSES,
  excluded_status: STATUSES,
  amenity_wanted: Object.fromEntries(AMENITY_KEYS.map(key => [key, amenityName(key)])),
  amenity_avoided: Object.fromEntries(AMENITY_KEYS.map(key => [key, amenityName(key)])),
  facing: Object.fromEntries(
    ['north', 'north_east', 'east', 'south_east', 'south', 'south_west', 'west', 'north_west'].map(key => [
      key,
      facingName(key),
    ]),
  ),
  zone: Object.fromEntries(['North', 'South', 'East', 'West', 'Central'].map(zone => [zone, zone])),
  persona: Object.fromEntries(
    ['first_time_buyer', 'investor', 'senior_citizen', 'family'].map(key => [key, sentence(key)]),
  ),
}

/** The form that corrects one fact, in the terms of that fact: an amount, a number, a choice, a period or words. */
export function FactEditor({ fact, onSave, onCancel }: { fact: RememberedFact; onSave: Save; onCancel: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(fact))
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await onSave(readDraft(fact, draft))
    } catch (error) {
      setProblem(messageOf(error))
      setBusy(false)
    }
  }
  const put = (key: string) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [key]: event.target.value })
  const kind = kindOf(fact)
  const choices = CHOICES[fact.key] ?? {}
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-3 rounded-lg bg-sunken p-3.5">
      {kind === 'money' && (
        <div className="grid grid-cols-[1fr_8rem] gap-2">
          <Field
            label={fact.label}
            inputMode="decimal"
            value={draft.text ?? ''}
            onChange={put('text')}
            required
            autoFocus
          />
          <Select label="Unit" value={draft.unit} onChange={put('unit')}>
            {unitsOf((fact.value as Money).currency).map(unit => (
              <option key={unit.name} value={unit.name}>
                {unit.name}
              </option>
            ))}
          </Select>
        </div>
      )}
      {kind === 'choice' && (
        <Select label={fact.label} value={draft.text} onChange={put('text')}>
          {Object.entries(choices).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
      {kind === 'period' && (
        <div className="grid grid-cols-[6rem_1fr] gap-2">
          <Select label="When" value={draft.unit} onChange={put('unit')}>
            <option value="by">by</option>
            <option value="in">in</option>
          </Select>
          <Field
            label={fact.label}
            value={draft.text ?? ''}
            onChange={put('text')}
            pattern="\d{4}(-Q[1-4])?"
            title="A year or a quarter, such as 2027 or 2027-Q2"
            required
            autoFocus
          />
        </div>
      )}
      {kind === 'area' && (
        <div className="grid grid-cols-2 gap-2">
          <Field label="From (sq ft)" inputMode="numeric" value={draft.min ?? ''} onChange={put('min')} autoFocus />
          <Field label="Up to (sq ft)" inputMode="numeric" value={draft.max ?? ''} onChange={put('max')} />
        </div>
      )}
      {(kind === 'number' || kind === 'words') && (
        <Field
          label={fact.label}
          inputMode={kind === 'number' ? 'decimal' : 'text'}
          value={draft.text ?? ''}
          onChange={put('text')}
          required
          autoFocus
        />
      )}
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" small look="primary" disabled={busy}>
          Save
        </Button>
        <Button small look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

function kindOf(fact: RememberedFact): 'money' | 'choice' | 'period' | 'area' | 'number' | 'words' {
  if (fact.key.startsWith('budget')) return 'money'
  if (fact.key in CHOICES) return 'choice'
  if (fact.key === 'possession') return 'period'
  if (fact.key === 'area') return 'area'
  return typeof fact.value === 'number' ? 'number' : 'words'
}

function unitsOf(currency: string): { name: string; major: number }[] {
  if (currency !== 'INR') return [{ name: currency, major: 1 }]
  return [
    { name: 'crore', major: 1e7 },
    { name: 'lakh', major: 1e5 },
    { name: 'rupees', major: 1 },
  ]
}

type Draft = { text?: string; unit?: string; min?: string; max?: string }

function draftOf(fact: RememberedFact): Draft {
  const kind = kindOf(fact)
  if (kind === 'money') {
    const { minor, currency } = fact.value as Money
    const major = majorOf(minor, currency)
    const unit = unitsOf(currency).find(({ major: size }) => major >= size) ?? unitsOf(currency).at(-1)!
    return { text: String(Number((major / unit.major).toFixed(4))), unit: unit.name }
  }
  if (kind === 'period') {
    const value = fact.value as { by?: string; in?: string }
    return { text: value.by ?? value.in ?? '', unit: value.in ? 'in' : 'by' }
  }
  if (kind === 'area') {
    const value = fact.value as { min?: number; max?: number }
    return { min: value.min?.toString() ?? '', max: value.max?.toString() ?? '' }
  }
  return { text: String(fact.value ?? '') }
}

function readDraft(fact: RememberedFact, draft: Draft): unknown {
  const text = (draft.text ?? '').trim()
  const number = (words: string | undefined) => {
    const value = Number((words ?? '').replaceAll(',', ''))
    if (!Number.isFinite(value) || value <= 0) throw new Error('Please write a number above zero.')
    return value
  }
  switch (kindOf(fact)) {
    case 'money': {
      const { currency } = fact.value as Money
      const unit = unitsOf(currency).find(({ name }) => name === draft.unit) ?? unitsOf(currency)[0]!
      return { minor: minorOf(number(text) * unit.major, currency), currency }
    }
    case 'period':
      return { [draft.unit ?? 'by']: text }
    case 'area':
      return {
        ...(draft.min && { min: Math.round(number(draft.min)) }),
        ...(draft.max && { max: Math.round(number(draft.max)) }),
      }
    case 'number':
      return number(text)
    default:
      return text
  }
}
