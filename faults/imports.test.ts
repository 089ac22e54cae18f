import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

test('a fault run knows Mosaic from outside: of its code it loads the engine alone, as the database of somebody else', () => {
  const files = fs.globSync('**/*.ts', { cwd: import.meta.dirname })
  const loaded = files.flatMap(file =>
    [...fs.readFileSync(path.join(import.meta.dirname, file), 'utf8').matchAll(/from '(\.[^']*)'/g)]
      .map(([, to]) => path.posix.join('faults', path.posix.dirname(file.replaceAll('\\', '/')), to!))
      .filter(to => to.startsWith('src/')),
  )
  expect([...new Set(loaded)]).toEqual(['src/storage/engine/index.ts'])
})
