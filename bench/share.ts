import fs from 'node:fs'
import path from 'node:path'

/** Short, so that nobody waits long for the next share. */
const PERIOD_MS = 10

export type Shared = { how: string; end(): void }

/**
 * Gives each of these processes a fixed share of a core, until `end`: by a control group of its own (cgroup version 2, or 1) where this
 * process may make one, else by stopping and continuing it in turns, which is less exact.
 */
export function giveShares(pids: readonly number[], share: number): Shared {
  const groups: string[] = []
  const end = () => {
    for (const group of groups)
      try {
        // Processes leave for the group above; an empty one can be removed.
        const procs = path.join(group, 'cgroup.procs')
        for (const pid of fs.readFileSync(procs, 'utf8').split('\n').filter(Boolean))
          fs.writeFileSync(path.join(group, '..', 'cgroup.procs'), pid)
        fs.rmdirSync(group)
      } catch {}
  }
  try {
    for (const pid of pids) groups.push(makeGroup(pid, share))
    return { how: 'by control groups', end }
  } catch {
    end()
    return stopAndGo(pids, share)
  }
}

function makeGroup(pid: number, share: number): string {
  const period = PERIOD_MS * 1_000
  const quota = Math.round(period * share)
  const isTwo = fs.existsSync('/sys/fs/cgroup/cgroup.controllers')
  const group = path.join(isTwo ? '/sys/fs/cgroup' : '/sys/fs/cgroup/cpu', `mosaic-bench-${pid}`)
  if (isTwo) fs.writeFileSync('/sys/fs/cgroup/cgroup.subtree_control', '+cpu')
  fs.mkdirSync(group)
  if (isTwo) fs.writeFileSync(path.join(group, 'cpu.max'), `${quota} ${period}`)
  else {
    fs.writeFileSync(path.join(group, 'cpu.cfs_period_us'), String(period))
    fs.writeFileSync(path.join(group, 'cpu.cfs_quota_us'), String(quota))
  }
  fs.writeFileSync(path.join(group, 'cgroup.procs'), String(pid))
  return group
}

/** Each has its turn at another moment of the period, so that they do not run at once by chance. */
function stopAndGo(pids: readonly number[], share: number): Shared {
  const period = 4 * PERIOD_MS
  let timers: NodeJS.Timeout[] = []
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(pid, name)
    } catch {}
  }
  const beat = () => {
    timers = pids.flatMap((pid, at) => {
      const from = (at * period) / pids.length
      return [setTimeout(signal, from, pid, 'SIGCONT'), setTimeout(signal, from + period * share, pid, 'SIGSTOP')]
    })
  }
  beat()
  const heart = setInterval(beat, period)
  return {
    how: 'by stopping and continuing them',
    end() {
      clearInterval(heart)
      for (const timer of timers) clearTimeout(timer)
      for (const pid of pids) signal(pid, 'SIGCONT')
    },
  }
}
