import { createHash } from 'node:crypto'
import { type Random, uuidOf } from '../random.ts'
import { arrive, say } from './chat.ts'
import { type Client, live, mark, perform } from './client.ts'

type Upload = { id: string; sha256: string }

/** A visitor who keeps files here, reads them back and removes some. */
export async function upload(client: Client): Promise<void> {
  await arrive(client)
  const own: Upload[] = []
  await live(client, 900, async (random, number) => {
    const what = random.next()
    if (number < 2) return say(client, random, number)
    if (what < 0.55 || own.length === 0) await send(client, random, number, own)
    else if (what < 0.85) await fetchBack(client, random.pick(own))
    else await remove(client, own, random.whole(0, own.length - 1))
  })
}

async function send(client: Client, random: Random, number: number, own: Upload[]): Promise<void> {
  const id = uuidOf(random)
  const bytes = bytesOf(client, random, number)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const done = await perform(
    client,
    'upload',
    { id, sha256, size: bytes.length },
    {
      method: 'POST',
      path: '/api/files',
      patience: 15_000,
      body() {
        const form = new FormData()
        form.set('id', id)
        form.set('file', new Blob([bytes], { type: 'text/plain' }), `${client.name}x${number}.txt`)
        return form
      },
      keep: json => ({ file: json.id, sha256: json.sha256 }),
    },
  )
  // What is kept for later has no file yet: the id in that answer is of the entry.
  if (done.outcome === 'ok' && done.answer?.status !== 202) own.push({ id: String(done.json.id), sha256 })
}

/** From a kilobyte to a few hundred, each line with its writer's mark. */
function bytesOf(client: Client, random: Random, number: number): Uint8Array<ArrayBuffer> {
  const lines = 2 ** random.whole(4, 13)
  const word = random.next().toString(36).slice(2)
  return new TextEncoder().encode(
    Array.from({ length: lines }, (_, at) => `${mark(client, number)} ${at} ${word}\n`).join(''),
  )
}

export async function fetchBack(client: Client, { id, sha256 }: Upload, deed = 'download'): Promise<void> {
  await perform(
    client,
    deed,
    { file: id, sha256 },
    {
      method: 'GET',
      path: `/api/files/${id}/content`,
      tries: 2,
      patience: 15_000,
      keep: (_json, { text }) => ({
        sha256: createHash('sha256').update(text).digest('hex'),
        begins: text.slice(0, 40),
      }),
    },
  )
}

async function remove(client: Client, own: Upload[], at: number): Promise<void> {
  const [one] = own.splice(at, 1)
  await perform(client, 'remove', { file: one!.id }, { method: 'DELETE', path: `/api/files/${one!.id}` })
}

export async function readFiles(client: Client, deed = 'files'): Promise<void> {
  await perform(
    client,
    deed,
    {},
    {
      method: 'GET',
      path: '/api/files',
      tries: 2,
      keep: json => ({
        items: (json.items as { id: string; name: string; sha256: string }[]).map(({ id, name, sha256 }) => ({
          file: id,
          name,
          sha256,
        })),
      }),
    },
  )
}
