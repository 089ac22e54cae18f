import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto'

/** What a browser keeps of a subscription. */
export type BrowserKeys = { curve: ECDH; publicKey: Buffer; auth: Buffer }

export function newBrowserKeys(): BrowserKeys {
  const curve = createECDH('prime256v1')
  return { curve, publicKey: curve.generateKeys(), auth: randomBytes(16) }
}

export type Vapid = { aud: string; exp: number; sub: string | undefined; publicKey: string }

/** The claims of `vapid t=…, k=…` (RFC 8292, 3) if the token is signed by the key; undefined otherwise. */
export function readVapid(authorization: string): Vapid | undefined {
  const match = /^vapid\s+(.*)$/i.exec(authorization)
  const fields = Object.fromEntries((match?.[1] ?? '').split(',').map(part => part.trim().split(/=(.*)/).slice(0, 2)))
  const [head, claims, signature] = String(fields.t ?? '').split('.')
  const point = Buffer.from(fields.k ?? '', 'base64url')
  if (!head || !claims || !signature || point.length !== 65 || point[0] !== 4) return undefined
  try {
    const header = JSON.parse(Buffer.from(head, 'base64url').toString())
    if (header.alg !== 'ES256') return undefined
    const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url')
    const key = createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) },
      format: 'jwk',
    })
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    if (!isSigned) return undefined
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    return { aud, exp: Number(exp), sub, publicKey: point.toString('base64url') }
  } catch {
    return undefined
  }
}

/** Opens a body of the encoding aes128gcm (RFC 8188) with the keys of RFC 8291, 3.4; throws for anything else. */
export function decrypt(body: Buffer, { curve, publicKey, auth }: BrowserKeys): string {
  const salt = body.subarray(0, 16)
  const recordSize = body.readUInt32BE(16)
  const senderKey = body.subarray(21, 21 + body[20]!)
  const records = body.subarray(21 + body[20]!)
  if (records.length > recordSize) throw new Error('more than one record')
  const info = (label: string, ...more: Buffer[]) => Buffer.concat([Buffer.from(`${label}\0`), ...more])
  const derive = (secret: Buffer, salt: Buffer, info: Buffer, size: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, size))
  const shared = derive(curve.computeSecret(senderKey), auth, info('WebPush: info', publicKey, senderKey), 32)
  const key = derive(shared, salt, info('Content-Encoding: aes128gcm'), 16)
  const nonce = derive(shared, salt, info('Content-Encoding: nonce'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(records.subarray(-16))
  const padded = Buffer.concat([decipher.update(records.subarray(0, -16)), decipher.final()])
  const end = padded.findLastIndex(byte => byte !== 0)
  if (padded[end] !== 2) throw new Error('the last record has no end')
  return padded.subarray(0, end).toString('utf8')
}
