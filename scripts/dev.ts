// Mosaic with reload: the server restarts when its files change, the pages are served by Vite at their own port.
import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'

const root = path.resolve(import.meta.dirname, '..')
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
/** Where Vite sends what is not a page. */
const server = `http://127.0.0.1:${process.env.PORT || 3000}`
const children = [
  spawn(process.execPath, ['--watch', '--watch-preserve-output', 'src/cli/mosaic.ts', 'serve'], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn(process.execPath, [vite], { cwd: root, stdio: 'inherit', env: { MOSAIC_DEV_SERVER: server, ...process.env } }),
]

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    for (const child of children) child.kill(signal)
  })
for (const child of children)
  child.on('exit', code => {
    for (const other of children) other.kill('SIGTERM')
    process.exitCode = code ?? 0
  })
