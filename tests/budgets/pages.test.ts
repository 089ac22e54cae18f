import fs from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { PAGES } from './budgets.ts'

const built = path.join(import.meta.dirname, '../../dist/web')

type Chunk = { file: string; imports?: string[]; dynamicImports?: string[] }

/** The chunks that a page waits for: the entry, what its route loads, and all that these import. */
const ROUTES = { '/': ['index.html'], '/console/inbox': ['index.html', 'staff/page.tsx', 'staff/inbox/index.tsx'] }

test.for(Object.entries(PAGES))('what %s runs before it stands there is below %i bytes', ([page, most]) => {
  const manifest = JSON.parse(fs.readFileSync(path.join(built, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const seen = new Set<string>()
  const visit = (name: string) => {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`${name} is no longer a chunk of the pages: say in ROUTES what ${page} loads`)
    if (seen.has(name)) return
    seen.add(name)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const name of ROUTES[page as keyof typeof ROUTES]) visit(name)
  const sizes = [...seen]
    .map(name => manifest[name]!.file)
    .filter(file => file.endsWith('.js'))
    .map(file => ({ file, bytes: gzipSync(fs.readFileSync(path.join(built, file))).length }))
    .toSorted((a, b) => b.bytes - a.bytes)
  const sum = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  if (process.env.MOSAIC_SHOW_COSTS) console.log(page, sum, sizes.slice(0, 6))
  const largest = sizes.slice(0, 8).map(({ file, bytes }) => `${bytes} in ${file}`)
  expect(sum, `${page} runs ${sum} bytes; the largest:\n${largest.join('\n')}`).toBeLessThan(most)
})
