// Starts a command of Mosaic in a container. Started as root, as platforms do whose volumes belong to root, it makes the data
// folder Mosaic's and goes on without any of root's rights.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const MOSAIC = 10001
const data = path.resolve(process.env.MOSAIC_DATA?.trim() || 'data')

if (process.getuid() === 0) {
  takeOver(data)
  process.setgroups([MOSAIC])
  process.setgid(MOSAIC)
  process.setuid(MOSAIC)
} else if (fs.existsSync(data) && !isWritable(data)) {
  console.error(
    `${data} cannot be written by user ${process.getuid()}. Give it to that user (chown ${process.getuid()} on the host), or where the platform mounts it as root's: build the image with RUN_AS=root.`,
  )
}

process.argv.splice(1, 1, new URL('../src/cli/mosaic.ts', import.meta.url).pathname)
await import('../src/cli/mosaic.ts')

/** Once: what is Mosaic's already is left alone. PostgreSQL wants every file of a cluster to be its own. */
function takeOver(folder) {
  if (folder === '/' || folder === '/app') throw new Error(`MOSAIC_DATA may not be ${folder}`)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (fs.statSync(folder).uid === MOSAIC) return
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    fs.lchownSync(path.join(entry.parentPath, entry.name), MOSAIC, MOSAIC)
  // Last: a take-over that was killed begins again.
  fs.chownSync(folder, MOSAIC, MOSAIC)
}

function isWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK)
    return true
  } catch {
    return false
  }
}
