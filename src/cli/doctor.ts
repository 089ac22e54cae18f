import { spawn } from 'node:child_process'
import readline from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { refuse } from '../kernel/refusal.ts'
import { admit, type Examination, examine, type Proof, provePersistence, startLocal } from '../server/doctor/index.ts'
import type { Context } from '../storage/index.ts'
import { sendCommand } from './doctor-send.ts'
import { refuseArguments } from './outcome.ts'

type Io = { out(line: string): void; err(line: string): void; stdin: NodeJS.ReadStream }
type WithStore = (work: (ctx: Context) => Promise<number>) => Promise<number>

const USAGE = [
  'doctor [--live] [--json]          how everything is that Mosaic needs; --live makes real connections and sends nothing',
  'doctor --persistence URL          proves that data survives a redeploy of the Mosaic at this address',
  '         --wait SECONDS           waits for the redeploy by itself instead of asking for Enter (600)',
  "         --redeploy 'COMMAND'     runs this command to bring it about",
  'doctor --persistence --restart    the same on this machine: starts Mosaic by its settings, kills it, starts it again',
  'doctor --send email=ADDRESS       one message by that channel, and what became of it',
  'doctor --send sms=+NUMBER         (also whatsapp=+NUMBER)',
  'doctor --send push=EMAIL          on every device of the account with this e-mail',
]
const MARK = { ok: 'ok      ', note: 'note    ', problem: 'PROBLEM ' }
const WAIT_SECONDS = 600

/**
 * `doctor`: examines, proves, or sends one message. Exit code 0 when nothing is wrong, the data survives or the message was
 * taken; 1 when not; 2 for words that it does not know.
 */
export async function doctorCommand(
  args: string[],
  io: Io,
  given: { env?: NodeJS.ProcessEnv; cwd?: string; patienceMs?: number; withStore: WithStore },
): Promise<number> {
  const { env = process.env, cwd = process.cwd(), patienceMs, withStore } = given
  const { values, positionals } = parse(args)
  const [address, ...more] = positionals
  const isKnown = values.persistence
    ? more.length === 0 && Boolean(address) !== Boolean(values.restart) && values.send === undefined && !values.live
    : positionals.length === 0 && !values.restart && values.wait === undefined && values.redeploy === undefined
  const seconds = Number(values.wait ?? WAIT_SECONDS)
  if (!isKnown || !Number.isInteger(seconds) || seconds < 1 || (values.restart && (values.redeploy ?? values.wait))) {
    for (const line of USAGE) io.err(line)
    return 2
  }
  if (values.send !== undefined)
    return await withStore(ctx => sendCommand(ctx, values.send!, { ...io, usage: USAGE }, env))
  if (values.persistence) {
    const proof = address
      ? await proveThere(address, { seconds, asked: values.wait !== undefined, redeploy: values.redeploy, io })
      : await proveHere(env, cwd, io)
    if (values.json) io.out(JSON.stringify(proof, null, 2))
    else showProof(proof, io)
    return proof.survived === 'yes' ? 0 : 1
  }
  const { patient, findings, leave } = await admit(env, cwd, {
    live: values.live ?? false,
    ...(patienceMs && { patienceMs }),
  })
  try {
    const examination = await examine(patient, findings)
    if (values.json) io.out(JSON.stringify(examination, null, 2))
    else show(examination, io)
    return examination.well ? 0 : 1
  } finally {
    await leave()
  }
}

function show({ findings, well }: Examination, io: Io): void {
  const width = Math.max(...findings.map(({ check }) => check.length))
  for (const { state, check, says, todo } of findings) {
    io.out(`${MARK[state]} ${check.padEnd(width)}  ${says}`)
    if (todo) io.out(`${' '.repeat(MARK.ok.length + width + 3)}→ ${todo}`)
  }
  const notes = findings.filter(({ state }) => state === 'note').length
  const problems = findings.filter(({ state }) => state === 'problem').length
  const count = (many: number, word: string) => `${many} ${word}${many === 1 ? '' : 's'}`
  io.out('')
  io.out(
    well ? `Nothing is wrong; ${count(notes, 'note')}.` : `${count(problems, 'problem')}, ${count(notes, 'note')}.`,
  )
}

function showProof({ survived, says, todo }: Proof, io: Io): void {
  io.out(`${survived === 'yes' ? 'yes' : survived === 'no' ? 'NO' : 'not shown'}: ${says}`)
  if (todo) io.out(`→ ${todo}`)
}

type There = { seconds: number; asked: boolean; redeploy: string | undefined; io: Io }

async function proveThere(address: string, { seconds, asked, redeploy, io }: There): Promise<Proof> {
  return await provePersistence(address, {
    waitMs: seconds * 1000,
    say: io.err,
    async renew() {
      if (redeploy) return await run(redeploy, io)
      if (asked || !io.stdin.isTTY)
        return io.err(`Redeploy it now: a new deploy, not only a restart. ${seconds} seconds are waited for it.`)
      const asking = readline.createInterface({ input: io.stdin, output: process.stderr })
      await asking.question('Redeploy it now (a new deploy, not only a restart). Then press Enter: ')
      asking.close()
    },
  })
}

/** What it writes goes to standard error: standard output is for the answer. */
async function run(command: string, io: Io): Promise<void> {
  io.err(`Running: ${command}`)
  const child = spawn(command, { shell: true, stdio: ['ignore', 2, 2] })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0)
    refuse('invalid', 'doctor.redeploy_failed', { message: `The command of --redeploy ended with ${code}.` })
}

async function proveHere(env: NodeJS.ProcessEnv, cwd: string, io: Io): Promise<Proof> {
  io.err('Starting Mosaic by the settings of this shell …')
  const local = await startLocal(env, cwd)
  try {
    return await provePersistence(local.url, {
      waitMs: 60_000,
      say: io.err,
      restartOnly: true,
      async renew() {
        await local.kill()
        io.err('Killed, as by a power cut. Starting it again …')
        await local.start()
      },
    })
  } finally {
    await local.stop()
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        live: { type: 'boolean' },
        json: { type: 'boolean' },
        send: { type: 'string' },
        persistence: { type: 'boolean' },
        restart: { type: 'boolean' },
        wait: { type: 'string' },
        redeploy: { type: 'string' },
      },
    })
  } catch (error) {
    return refuseArguments('doctor.arguments', error, USAGE)
  }
}
