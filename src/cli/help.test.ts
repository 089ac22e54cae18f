import { execFileSync } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'

test('help says of every command what it does, in two columns', () => {
  const file = path.join(import.meta.dirname, 'mosaic.ts')
  const [, , ...lines] = execFileSync(process.execPath, [file, 'help'], { encoding: 'utf8' }).trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(15)
  // Words alone have what they do on the next line.
  const pairs = lines.join('\n').replace(/^( {2}\S.{0,200})\n {38}(?=\S)/gm, '$1  ')
  for (const line of pairs.split('\n')) expect(line).toMatch(/^ {2}[a-z].*\S {2,}\S/)
  for (const line of lines)
    expect(line, 'the second column').toMatch(/^( {2}[^ ].{33} {2}\S| {38}\S| {2}[a-z](?!.* {2}))/)
})
