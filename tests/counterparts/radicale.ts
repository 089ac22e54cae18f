import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether this machine has Radicale, a CalDAV server of Debian. */
export const hasRadicale = spawnSync('radicale', ['--version'], { stdio: 'ignore' }).status === 0

/** Radicale on 127.0.0.1 with one account and one calendar in a folder of its own. */
export async function radicale() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-radicale-'))
  const [username, password] = ['asha', 'app-password']
  fs.writeFileSync(path.join(folder, 'users'), `${username}:${password}\n`)
  const port = await freePort()
  const config = path.join(folder, 'config')
  fs.writeFileSync(
    config,
    `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = ${folder}/users\nhtpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = ${folder}/store\n[logging]\nlevel = error\n`,
  )
  const child = spawn('radicale', ['--config', config], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const calendarUrl = `${url}/${username}/visits/`
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  for (let tries = 0; ; tries++) {
    const up = await fetch(url, { headers, redirect: 'manual' }).catch(() => undefined)
    if (up) break
    if (tries > 100) throw new Error('Radicale does not start')
    await sleep(100)
  }
  const made = await fetch(calendarUrl, {
    method: 'MKCALENDAR',
    headers: { ...headers, 'content-type': 'application/xml' },
    body: '<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>Visits &amp; more</d:displayname></d:prop></d:set></c:mkcalendar>',
  })
  if (made.status !== 201) throw new Error(`MKCALENDAR answered ${made.status}`)
  return {
    url,
    calendarUrl,
    username,
    password,
    async objects() {
      const listed = await fetch(calendarUrl, { headers })
      return await listed.text()
    },
    async read(file: string) {
      const answer = await fetch(`${calendarUrl}${file}`, { headers })
      return answer.ok ? await answer.text() : undefined
    },
    async write(file: string, text: string) {
      const answer = await fetch(`${calendarUrl}${file}`, {
        method: 'PUT',
        headers: { ...headers, 'content-type': 'text/calendar' },
        body: text.replace(/\r?\n/g, '\r\n'),
      })
      if (!answer.ok) throw new Error(`PUT answered ${answer.status}`)
    },
    async remove(file: string) {
      await fetch(`${calendarUrl}${file}`, { method: 'DELETE', headers })
    },
    async close() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill()
      await ended
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
