import fs from 'node:fs'
import path from 'node:path'
import { parseSync } from 'vite'

export type Pattern = { source: string; flags: string; files: string[] }

const src = path.resolve(import.meta.dirname, '../../src')

/** Every regular expression that stands in the source as it is; what is put together at run time is tried by what it does. */
export function regexpsOf(): Pattern[] {
  const found = new Map<string, Pattern>()
  for (const file of fs
    .globSync('**/*.{ts,tsx}', { cwd: src })
    .map(file => file.replaceAll('\\', '/'))
    .sort()) {
    if (/\.test\.tsx?$|(^|\/)testing\//.test(file)) continue
    walk(parseSync(file, fs.readFileSync(path.join(src, file), 'utf8')).program, node => {
      const regex = node.type === 'Literal' && (node.regex as { pattern: string; flags: string } | undefined)
      if (!regex) return
      const key = `/${regex.pattern}/${regex.flags}`
      const known = found.get(key)
      if (known) known.files.push(file)
      else found.set(key, { source: regex.pattern, flags: regex.flags, files: [file] })
    })
  }
  return [...found.values()]
}

function walk(node: unknown, look: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const item of node) walk(item, look)
    return
  }
  const record = node as Record<string, unknown>
  if (typeof record.type === 'string') look(record)
  for (const value of Object.values(record)) walk(value, look)
}
