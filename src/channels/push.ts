/** A new pair of VAPID keys (RFC 8292), in base64url. */
export function newPushKeys(): { publicKey: string; privateKey: string } {
  return { publicKey: '', privateKey: '' }
}
