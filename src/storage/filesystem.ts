import fs from 'node:fs'
import path from 'node:path'

/** Where the data folder lies, as the kernel tells it. Read by `readFilesystemFacts`, judged by `survival`. */
export type FilesystemFacts = {
  /** Absolute, with links resolved. */
  folder: string
  mount?: Mount
  container?: 'docker' | 'podman'
}

export type Mount = {
  /** Where it is mounted; `/` for the machine's or the image's own file system. */
  point: string
  /** Such as ext4, overlay, tmpfs, nfs4. */
  type: string
  /** Which folder of that file system it shows: container platforms put a volume's kind and name in it. */
  root: string
}

/** Looks at the folder, or at its nearest parent where it has not been made yet. */
export function readFilesystemFacts(folder: string): FilesystemFacts {
  const real = realPath(path.resolve(folder))
  const table = readText('/proc/self/mountinfo')
  return {
    folder: real,
    ...(table && { mount: mountOf(real, parseMountInfo(table)) }),
    ...(fs.existsSync('/run/.containerenv')
      ? { container: 'podman' }
      : fs.existsSync('/.dockerenv')
        ? { container: 'docker' }
        : {}),
  }
}

/** Lines of proc(5) mountinfo: `36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw`. */
export function parseMountInfo(table: string): Mount[] {
  return table
    .split('\n')
    .map(line => line.split(' - '))
    .filter(halves => halves.length >= 2)
    .map(([before = '', after = '']) => {
      const [, , , root = '', point = ''] = before.split(' ')
      return { root: unescapeOctal(root), point: unescapeOctal(point), type: after.split(' ')[0] ?? '' }
    })
}

/** The mount that shows the folder: the deepest one above it, and of those at one place the last, which covers the others. */
export function mountOf(folder: string, mounts: Mount[]): Mount | undefined {
  return mounts
    .filter(({ point }) => isWithin(folder, point))
    .reduce<Mount | undefined>(
      (best, mount) => (best && best.point.length > mount.point.length ? best : mount),
      undefined,
    )
}

export function isWithin(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(parent.endsWith('/') ? parent : `${parent}/`)
}

/** Spaces and the like are written as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder)
  } catch {
    const parent = path.dirname(folder)
    return parent === folder ? folder : path.join(realPath(parent), path.basename(folder))
  }
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
