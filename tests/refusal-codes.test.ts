import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const page = fs.readFileSync(path.join(root, 'docs/api.md'), 'utf8')
const kinds = 'invalid|unauthenticated|forbidden|not_found|conflict|too_large|unsupported|limit|unavailable'
const refusal = new RegExp(`(?:refuse|Refusal)\\(\\s*'(?:${kinds})',\\s*'([a-z_]+\\.[a-z_]+)'`, 'g')

test('every refusal that code can speak is on the API page', () => {
  const sources = fs
    .globSync('src/**/*.ts', { cwd: root })
    .filter(file => !file.endsWith('.test.ts') && !file.includes('testing'))
    .map(file => fs.readFileSync(path.join(root, file), 'utf8'))
  const spoken = new Set(sources.flatMap(text => [...text.matchAll(refusal)].map(match => match[1]!)))
  expect(spoken.size).toBeGreaterThan(50)
  expect([...spoken].filter(code => !page.includes(`\`${code}\``))).toEqual([])
})
