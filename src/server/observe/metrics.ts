import type { Counter, Histogram, ObservableCounter, ObservableGauge } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { type Meter, type MeterName, meters, optionsOf } from './meters.ts'

export type Labels = Record<string, string>
/** Takes one value of a gauge, at the moment when somebody asks. */
export type Observe = (name: MeterName, value: number, labels?: Labels) => void

export type Metrics = {
  add(name: MeterName, value: number, labels?: Labels): void
  record(name: MeterName, value: number, labels?: Labels): void
  /** What is asked for when somebody looks; each is called once for a look. */
  onLook(look: (observe: Observe) => void | Promise<void>): void
  /** All of it in Prometheus's text format 0.0.4. */
  text(): Promise<string>
  close(): Promise<void>
}

/** Counters that are read when somebody looks, like gauges. */
const LOOKED_UP = new Set<MeterName>(['mosaic_process_cpu_seconds_total'])

/** Opens the meters of this process. Loaded by who has set a token. */
export function openMetrics(): Metrics {
  const reader = new PrometheusExporter({ preventServerStart: true })
  const provider = new MeterProvider({ readers: [reader] })
  const meter = provider.getMeter('mosaic')
  const counters = new Map<string, Counter>()
  const histograms = new Map<string, Histogram>()
  const looked = new Map<string, ObservableGauge | ObservableCounter>()
  for (const [key, { kind }] of Object.entries(meters) as [MeterName, Meter][]) {
    const options = optionsOf(key)
    if (kind === 'histogram') histograms.set(key, meter.createHistogram(key, options))
    else if (kind === 'gauge') looked.set(key, meter.createObservableGauge(key, options))
    else if (LOOKED_UP.has(key)) looked.set(key, meter.createObservableCounter(key, options))
    else counters.set(key, meter.createCounter(key, options))
  }
  const looks: ((observe: Observe) => void | Promise<void>)[] = []
  meter.addBatchObservableCallback(
    async result => {
      const observe: Observe = (name, value, labels) => result.observe(looked.get(name)!, value, labels)
      for (const look of looks) await look(observe)
    },
    [...looked.values()],
  )
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  return {
    add: (name, value, labels) => counters.get(name)!.add(value, labels),
    record: (name, value, labels) => histograms.get(name)!.record(value, labels),
    onLook: look => looks.push(look),
    async text() {
      const { resourceMetrics } = await reader.collect()
      return `${serializer.serialize(resourceMetrics).trimEnd()}\n`
    },
    close: () => provider.shutdown().catch(() => {}),
  }
}
