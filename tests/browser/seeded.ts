import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    seeded: string | null
  }
}

/**
 * A data folder as a first start leaves it, with the sample catalogue: servers of browser tests begin with a copy, which costs a
 * start less than half of its work. What a first start does is tried by others.
 */
export default async function setup(project: TestProject) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-seeded-'))
  const made = process.platform !== 'win32' && (await startOnce(folder))
  project.provide('seeded', made ? folder : null)
  return () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** Starts and stops Mosaic there; false where it did not come up, and every test then shows why by itself. */
async function startOnce(folder: string): Promise<boolean> {
  const root = path.resolve(import.meta.dirname, '../..')
  const { PATH = '', HOME = '', TMPDIR = os.tmpdir() } = process.env
  const child = spawn(path.join(root, 'node_modules/.bin/node'), ['src/cli/mosaic.ts', 'serve'], {
    cwd: root,
    env: { PATH, HOME, TMPDIR, MOSAIC_DATA: folder, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  child.stdout.on('data', chunk => {
    text += chunk
    if (/^\s*open\s/m.test(text)) child.kill('SIGTERM')
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 90_000)
  const code = await new Promise(resolve => child.once('close', resolve))
  clearTimeout(timer)
  return code === 0
}

/** Copies it with the rights and owners that the engine asks for. */
export function copySeeded(seeded: string, folder: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', `${seeded}/.`, folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the seeded folder could not be copied: ${stderr}`)
}
