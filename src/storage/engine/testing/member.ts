/**
 * A process that opens the engine of the folder in its first argument and then does what its parent tells it by message.
 * The second argument holds the options as JSON.
 */
import pg from 'pg'
import { openEngine } from '../index.ts'
import { becomeMember, takeLock } from '../lock.ts'

const [folder = '', options = '{}', mode = 'open'] = process.argv.slice(2)
process.on('disconnect', () => process.exit(0))
// As a terminal's Ctrl-C would find it: with something left to do.
process.on('SIGINT', () => {})

try {
  if (mode === 'lock') await takeLock(folder)
  else if (mode === 'member') becomeMember(folder, { alone: false, folder })
  else await serve()
  if (mode !== 'open') process.send!({ opened: {} })
} catch (error) {
  process.send!({ refused: { code: (error as { code?: string }).code, message: (error as Error).message } })
}

async function serve() {
  const engine = await openEngine(folder, JSON.parse(options))
  const pool = new pg.Pool({ ...engine.connection, max: 2 })
  pool.on('error', () => {})
  process.on('message', async ({ id, sql }: { id: number; sql?: string }) => {
    try {
      if (sql) return process.send!({ id, rows: (await pool.query(sql)).rows })
      await pool.end()
      process.send!({ id, rows: [await engine.close()] })
    } catch (error) {
      process.send!({ id, error: (error as Error).message })
    }
  })
  const { connection, pid, started, initialised, version } = engine
  process.send!({ opened: { connection, pid, started, initialised, version } })
}
