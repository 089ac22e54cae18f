// Writes docs/configuration.md from the settings' schema; with --check says whether it is current.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import type { z } from 'zod'
import { settings } from '../src/server/config.ts'

const file = path.resolve(import.meta.dirname, '../docs/configuration.md')
const rows = Object.entries(settings).map(([name, schema]) => {
  const byDefault = (schema as z.ZodType).safeParse(undefined)
  const value = byDefault.success && byDefault.data !== undefined ? `\`${byDefault.data}\`` : ''
  return `| \`${name}\` | ${value} | ${schema.description} |`
})

const text = `# Configuration

Every setting is an environment variable, and every one has a default: Mosaic runs with none of them. A blank variable counts
as unset. A wrong one stops the start with all problems at once.

| setting | default | what it does |
|---|---|---|
${rows.join('\n')}

Which store is used is decided in this order: \`DATABASE_URL\`, \`POSTGRES_URL\`, \`MOSAIC_STORAGE=memory\`, the embedded folder
\`MOSAIC_DATA\`. A configured database is never replaced by another store: while it cannot be reached, Mosaic keeps trying and
answers 503.

This page is written by \`node scripts/configuration.ts\`.
`

if (process.argv.includes('--check')) {
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
    console.error('docs/configuration.md is stale: run node scripts/configuration.ts')
    process.exitCode = 1
  }
} else fs.writeFileSync(file, text)
