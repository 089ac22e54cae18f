import fs from 'node:fs'
import { understand } from '../src/assistant/index.ts'
import { type Figure, quantile } from './figure.ts'

const fixture = new URL('../src/assistant/understand/fixtures/sales-examples.jsonl', import.meta.url)
const ROUNDS = 20

/** What understanding one message costs. Its accuracy is printed per group by `mosaic understand --examples`. */
export function benchUnderstanding(): Figure[] {
  const texts = fs
    .readFileSync(fixture, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap(line => JSON.parse(line).text ?? [])
  for (const text of texts) understand(text)
  const samples = Array.from({ length: ROUNDS }, () =>
    texts.map(text => {
      const began = performance.now()
      understand(text)
      return performance.now() - began
    }),
  ).flat()
  return [
    { name: 'understanding one message, p50', ours: quantile(samples, 0.5), unit: 'ms', aim: '< 1 ms' },
    { name: '  p99', ours: quantile(samples, 0.99), unit: 'ms' },
  ]
}
