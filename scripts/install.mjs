// Installs exactly what the lockfile says, once. Runs on any Node from 20 on, before the pinned one is there.
//   node scripts/install.mjs         what running Mosaic needs
//   node scripts/install.mjs --all   and what its tests need
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const all = process.argv.includes('--all')

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(
    `Mosaic needs Node 20 or newer to install itself (this is ${process.version}); it then runs on its own Node.`,
  )
  process.exit(1)
}

install(root, all)
if (all) install(path.join(root, 'tests', 'postgresql-15'), true)

function install(folder, withTests) {
  const lockfile = path.join(folder, 'package-lock.json')
  const stamp = path.join(folder, 'node_modules', '.mosaic-installed')
  const hash = createHash('sha256').update(fs.readFileSync(lockfile)).digest('hex')
  const installed = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8').split(' ') : []
  if (installed[0] === hash && (!withTests || installed[1] === 'all')) return

  // Not on standard output: that belongs to the command that comes after.
  console.error(`Installing what ${path.relative(root, lockfile)} lists …`)
  // Said outright: NODE_ENV=production or somebody's own npm settings would leave out the tests' tools, or Node and PostgreSQL.
  const parts = withTests ? ['--include=dev', '--include=optional'] : ['--omit=dev', '--include=optional']
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...parts]
  // Started by npm, this names npm itself; `npm.cmd` on Windows cannot be started without a shell.
  const npm = process.env.npm_execpath
  const options = { cwd: folder, stdio: ['inherit', 2, 'inherit'] }
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (run.status !== 0) {
    console.error(`The installation failed${run.error ? `: ${run.error.message}` : ''}. Nothing was started.`)
    process.exit(run.status || 1)
  }
  fs.writeFileSync(stamp, `${hash} ${withTests ? 'all' : 'run'}`)
}
