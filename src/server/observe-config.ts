import { z } from 'zod'

const address = z.url({ protocol: /^https?$/ }).optional()

/** What can be set about watching Mosaic: metrics, traces and slow statements. */
export const observeVariables = {
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe(
      'Opens `/metrics` to whoever brings it as a bearer token, for Prometheus. Unset: nothing is measured and there is no such address.',
    ),
  SLOW_QUERY_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(500)
    .describe('A statement that takes this many milliseconds is logged, without its values. `0`: none is.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address.describe(
    'Collector that traces are sent to, by OTLP over HTTP in protobuf, such as `http://localhost:4318`. Unset: no traces.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.describe('The same for traces alone, as the whole address.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^\s=,]+=[^,]*(,\s*[^\s=,]+=[^,]*)*$/, 'is not written as `name=value,name=value`')
    .optional()
    .describe('Headers for the collector, as `name=value,name=value`, values percent-encoded.'),
  OTEL_SERVICE_NAME: z.string().max(200).default('mosaic').describe('Name of this service in traces.'),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_always_on')
    .describe('Which traces are kept.'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Of the samplers by ratio: which share, from 0 to 1.'),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false').describe('`true`: no traces, whatever else is set.'),
} as const

export type ObserveConfig = z.infer<z.ZodObject<typeof observeVariables>>
