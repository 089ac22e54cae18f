// Builds the web pages when what they are made from has changed since the last build.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const stamp = path.join(root, 'dist', 'web.hash')
const hash = hashOfSources()

if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== hash) {
  process.chdir(root)
  process.stdout.write('Building the web pages …\n')
  fs.rmSync(stamp, { force: true })
  await build({ logLevel: 'warn' })
  fs.writeFileSync(stamp, hash)
}

function hashOfSources(): string {
  const sources = [
    'package-lock.json',
    'vite.config.ts',
    ...fs.globSync('src/{web,kernel}/**/*', { cwd: root }),
    ...fs.globSync('src/**/schema.ts', { cwd: root }),
  ]
  const hash = createHash('sha256')
  for (const file of [...new Set(sources)].sort()) {
    const full = path.join(root, file)
    if (fs.statSync(full).isFile()) hash.update(`${file}\0`).update(fs.readFileSync(full)).update('\0')
  }
  return hash.digest('hex')
}
