// Whether the process of this container lives: for a HEALTHCHECK, without curl. That the database is away is no reason to end
// it, so /healthz and not /readyz is asked.
import process from 'node:process'

const host = ['', '0.0.0.0', '::'].includes(process.env.HOST ?? '') ? '127.0.0.1' : process.env.HOST
try {
  const answer = await fetch(`http://${host}:${process.env.PORT || 3000}/healthz`, {
    signal: AbortSignal.timeout(4_000),
  })
  process.exitCode = answer.ok ? 0 : 1
} catch {
  process.exitCode = 1
}
