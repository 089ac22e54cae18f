/** Who and where we are; read once, because none of it changes while a process lives. */
export const isLinux = process.platform === 'linux'
export const isWindows = process.platform === 'win32'
export const isRoot = process.getuid?.() === 0

/** `nobody` under the number that every image shares; names and other numbers differ from image to image. */
export const STAND_IN = 65534

/** The user a new cluster belongs to: PostgreSQL refuses to run as root. `undefined` where users have no numbers. */
export function newOwner(): { uid: number; gid: number } | undefined {
  if (!process.getuid || !process.getgid) return undefined
  return isRoot ? { uid: STAND_IN, gid: STAND_IN } : { uid: process.getuid(), gid: process.getgid() }
}
