import { useQueryClient } from '@tanstack/react-query'
import type { MarketFigure, MarketFigureInput, MarketFigures } from '../../../catalogue/markets/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { sendJson } from '../../api/client.ts'
import { Field, Select } from '../../parts/field.tsx'
import { sentence } from '../../words/home.ts'
import { majorOf, minorOf } from '../../words/price.ts'
import { dateIn } from '../../words/time.ts'
import { Form } from '../form.tsx'

const TRENDS = ['high_demand', 'emerging_hotspot', 'growing', 'stable', 'moderate', 'premium_saturated'] as const

const numberOf = (text: string | undefined) => (text?.trim() ? Number(text) : null)
const listOf = (text: string | undefined) =>
  (text ?? '')
    .split(';')
    .map(one => one.trim())
    .filter(Boolean)

/** Figures of one place, as a further row. The house's own are the beginning of the next ones; the sample's never are. */
export function FigureForm({
  figures,
  place,
  of,
  onDone,
}: {
  figures: MarketFigures
  place?: string
  of?: MarketFigure | undefined
  onDone: (place: string) => void
}) {
  const queries = useQueryClient()
  const { timeZone } = useBusiness()
  const { currency } = figures
  const price = (text: string | undefined) => {
    const major = numberOf(text)
    return major === null ? null : minorOf(major, currency)
  }
  const major = (minor: number | null | undefined) => (minor ? majorOf(minor, currency) : undefined)
  const send = async (fields: Record<string, string>) => {
    const body: MarketFigureInput = {
      place: fields.place ?? '',
      pricePerSqft: { min: price(fields.min), average: price(fields.average), max: price(fields.max) },
      growth1y: numberOf(fields.growth1y),
      growth5y: numberOf(fields.growth5y),
      rentalYield: numberOf(fields.rentalYield),
      trend: TRENDS.find(trend => trend === fields.trend) ?? null,
      infrastructure: listOf(fields.infrastructure),
      attractions: listOf(fields.attractions),
      source: fields.source ?? '',
      asOf: fields.asOf ?? '',
    }
    await sendJson('PUT', '/api/admin/settings/market', body)
    await queries.invalidateQueries({ queryKey: ['staff', 'settings', 'market'] })
    onDone(body.place)
  }
  const unit = { type: 'number', step: 'any', min: 0, inputMode: 'decimal' } as const
  const share = { type: 'number', step: 'any', inputMode: 'decimal' } as const
  return (
    <Form submit="Add the figures" onSubmit={send}>
      {errors => (
        <>
          <Field label="Place" name="place" list="market-places" required defaultValue={place} error={errors.place} />
          <datalist id="market-places">
            {figures.places.map(place => (
              <option key={place} value={place} />
            ))}
          </datalist>
          <fieldset className="grid grid-cols-3 gap-3">
            <legend className="mb-1.5 text-sm font-medium">Price by the sq ft, in {currency}</legend>
            <Field label="Lowest" name="min" {...unit} defaultValue={major(of?.pricePerSqft.min)} />
            <Field label="Average" name="average" {...unit} defaultValue={major(of?.pricePerSqft.average)} />
            <Field label="Highest" name="max" {...unit} defaultValue={major(of?.pricePerSqft.max)} />
          </fieldset>
          <fieldset className="grid grid-cols-3 gap-3">
            <legend className="mb-1.5 text-sm font-medium">In percent</legend>
            <Field label="1 year" name="growth1y" {...share} defaultValue={of?.growth1y ?? undefined} />
            <Field label="5 years" name="growth5y" {...share} defaultValue={of?.growth5y ?? undefined} />
            <Field label="Yield" name="rentalYield" {...share} defaultValue={of?.rentalYield ?? undefined} />
          </fieldset>
          <Select label="Trend" name="trend" defaultValue={of?.trend ?? ''}>
            <option value="">Not known</option>
            {TRENDS.map(trend => (
              <option key={trend} value={trend}>
                {sentence(trend.replaceAll('_', ' '))}
              </option>
            ))}
          </Select>
          <Field
            label="What is built or planned"
            name="infrastructure"
            hint="Several with ; between"
            defaultValue={of?.infrastructure.join('; ')}
          />
          <Field
            label="What draws people"
            name="attractions"
            hint="Several with ; between"
            defaultValue={of?.attractions.join('; ')}
          />
          <Field
            label="Source"
            name="source"
            required
            maxLength={200}
            placeholder="e.g. Registry, third quarter"
            error={errors.source}
          />
          <Field label="Day" name="asOf" type="date" required max={dateIn(Date.now(), timeZone)} error={errors.asOf} />
        </>
      )}
    </Form>
  )
}
