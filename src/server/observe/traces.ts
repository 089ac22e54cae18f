import {
  type Attributes,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Facts } from '../../kernel/watch.ts'
import { boot } from '../boot.ts'
import type { ObserveConfig } from '../observe-config.ts'
import { release } from '../release.ts'
import type { Span, Spans } from './spans.ts'

type Settings = Pick<
  ObserveConfig,
  | 'OTEL_EXPORTER_OTLP_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  | 'OTEL_EXPORTER_OTLP_HEADERS'
  | 'OTEL_SERVICE_NAME'
  | 'OTEL_TRACES_SAMPLER'
  | 'OTEL_TRACES_SAMPLER_ARG'
>

const KIND = { server: SpanKind.SERVER, client: SpanKind.CLIENT }

/** W3C Trace Context, level 1: version, trace, parent, flags. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/**
 * Traces by OTLP. Loaded by who has set a collector: nobody else pays for the library. Spans are made by hand where Mosaic
 * knows what it does; nothing is patched. A collector that is away costs what waits in a bounded queue, and no request.
 */
export function openTraces(settings: Settings): Spans {
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: collector(settings), headers: headersOf(settings) }),
    maxQueueSize: 4_096,
    scheduledDelayMillis: 2_000,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': settings.OTEL_SERVICE_NAME,
      'service.version': release,
      'service.instance.id': boot,
    }),
    sampler: samplerOf(settings),
    spanProcessors: [processor],
    spanLimits: { attributeValueLengthLimit: 2_048 },
  })
  const tracer = provider.getTracer('mosaic', release)

  function below(above: Span | undefined, traceparent?: string) {
    if (above) return trace.setSpan(ROOT_CONTEXT, (above as Traced).otel)
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? []
    if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return ROOT_CONTEXT
    return trace.setSpanContext(ROOT_CONTEXT, {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags!, 16) & 1,
      isRemote: true,
    })
  }

  return {
    begin(name, facts, above, kind, traceparent) {
      const options = { attributes: attributesOf(facts), kind: kind ? KIND[kind] : SpanKind.INTERNAL }
      return new Traced(tracer.startSpan(name, options, below(above, traceparent)))
    },
    record(name, facts, above, ms, error) {
      const now = performance.timeOrigin + performance.now()
      const options = { attributes: attributesOf(facts), kind: SpanKind.CLIENT, startTime: now - ms }
      const span = tracer.startSpan(name, options, below(above))
      if (error !== undefined) fail(span, error)
      span.end(now)
    },
    async close() {
      // A collector that is away must not keep the process.
      const patience = new Promise<void>(resolve => setTimeout(resolve, 2_000).unref())
      await Promise.race([provider.shutdown().catch(() => {}), patience])
    },
  }
}

class Traced implements Span {
  readonly otel: OtelSpan
  constructor(otel: OtelSpan) {
    this.otel = otel
  }
  get kept() {
    return this.otel.isRecording()
  }
  get traceId() {
    return this.otel.spanContext().traceId
  }
  add(facts: Facts) {
    const { 'span.name': name, ...rest } = facts
    if (typeof name === 'string') this.otel.updateName(name)
    this.otel.setAttributes(attributesOf(rest))
  }
  end(error?: string) {
    if (error !== undefined) fail(this.otel, error)
    this.otel.end()
  }
}

function fail(span: OtelSpan, error: string) {
  span.setAttribute('error.type', error)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** Names with a dot are of a convention already; ours stand under `mosaic.`. */
function attributesOf(facts: Facts): Attributes {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.includes('.') ? name : `mosaic.${name}`, value]),
  ) as Attributes
}

function collector(settings: Settings): string {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole, OTEL_EXPORTER_OTLP_ENDPOINT: base } = settings
  return whole ?? `${base!.replace(/\/+$/, '')}/v1/traces`
}

function headersOf({ OTEL_EXPORTER_OTLP_HEADERS: text }: Settings): Record<string, string> {
  const pairs = (text ?? '').split(',').filter(Boolean)
  return Object.fromEntries(
    pairs.map(pair => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim(), decoded(value.join('=').trim())]
    }),
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share }: Settings): Sampler {
  const [, parent, kind] = /^(parentbased_)?(.+)$/.exec(name)!
  const root =
    kind === 'always_on'
      ? new AlwaysOnSampler()
      : kind === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(share)
  return parent ? new ParentBasedSampler({ root }) : root
}
