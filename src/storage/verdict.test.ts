import { expect, test } from 'vitest'
import { type FilesystemFacts, mountOf, parseMountInfo, readFilesystemFacts } from './filesystem.ts'
import { survival } from './verdict.ts'

const EMBEDDED = { kind: 'embedded', label: '/data' }
const RAILWAY = { RAILWAY_ENVIRONMENT: 'production', RAILWAY_PROJECT_ID: 'x' }

function on(point: string, type: string, root = '/', more: Partial<FilesystemFacts> = {}): FilesystemFacts {
  return { folder: '/data/mosaic', mount: { point, type, root }, ...more }
}
const docker = { container: 'docker' } as const
const overlay = on('/', 'overlay')
const volume = on('/data', 'ext4')

test.each<[string, Record<string, string>, FilesystemFacts, string, string | undefined, RegExp]>([
  ['a machine of one’s own', {}, on('/', 'ext4'), 'yes', undefined, /own disk/],
  ['a machine whose folder is in memory', {}, on('/data', 'tmpfs'), 'no', undefined, /in memory/],
  ['the temporary directory', {}, { ...on('/', 'ext4'), folder: '/tmp/x' }, 'unknown', undefined, /temporary/],
  ['a container that says nothing of itself', {}, overlay, 'no', undefined, /layers of a container/],
  ['a network share', {}, on('/data', 'nfs4'), 'unknown', undefined, /network file system/],
  ['Railway without a volume', RAILWAY, overlay, 'no', 'Railway', /on no volume, and Railway makes/],
  [
    'Railway with a volume',
    { ...RAILWAY, RAILWAY_VOLUME_MOUNT_PATH: '/data' },
    volume,
    'yes',
    'Railway',
    /on the volume at/,
  ],
  [
    'Railway beside its volume',
    { ...RAILWAY, RAILWAY_VOLUME_MOUNT_PATH: '/vol' },
    overlay,
    'no',
    'Railway',
    /not on the volume at \/vol/,
  ],
  [
    'Railway with a volume of a like name',
    { ...RAILWAY, RAILWAY_VOLUME_MOUNT_PATH: '/dat' },
    overlay,
    'no',
    'Railway',
    /not on/,
  ],
  ['Render without a disk', { RENDER: 'true' }, overlay, 'no', 'Render', /new file system/],
  ['Render with a disk', { RENDER: 'true' }, volume, 'yes', 'Render', /volume at \/data/],
  ['Fly on its root', { FLY_APP_NAME: 'x' }, on('/', 'ext4'), 'no', 'Fly', /root file system/],
  ['Fly on a volume', { FLY_APP_NAME: 'x' }, volume, 'yes', 'Fly', /volume/],
  ['Heroku', { DYNO: 'web.1' }, volume, 'no', 'Heroku', /dyno/],
  ['Cloud Run', { K_SERVICE: 'x' }, on('/data', 'fuse.gcsfuse'), 'no', 'Cloud Run', /in memory/],
  ['a pod on its own layers', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, overlay, 'no', 'Kubernetes', /pod/],
  ['a pod on a claim', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, volume, 'yes', 'Kubernetes', /volume/],
  [
    'a pod on an emptyDir',
    { KUBERNETES_SERVICE_HOST: '10.0.0.1' },
    on('/data', 'ext4', '/var/lib/kubelet/pods/1/volumes/kubernetes.io~empty-dir/d'),
    'no',
    'Kubernetes',
    /no longer than we do/,
  ],
  ['Docker without a volume', {}, on('/', 'overlay', '/', docker), 'no', 'Docker', /no volume/],
  [
    'Docker with a named volume',
    {},
    on('/data', 'ext4', '/var/lib/docker/volumes/mosaic/_data', docker),
    'yes',
    'Docker',
    /volume at/,
  ],
  [
    'Docker with a volume without a name',
    {},
    on('/data', 'ext4', `/var/lib/docker/volumes/${'a1'.repeat(32)}/_data`, docker),
    'unknown',
    'Docker',
    /without a name/,
  ],
  ['Docker with a tmpfs', {}, on('/data', 'tmpfs', '/', docker), 'no', 'Docker', /no longer/],
  ['Podman without a volume', {}, on('/', 'overlay', '/', { container: 'podman' }), 'no', 'Podman', /no volume/],
])('%s', (_, env, facts, survives, platform, sentence) => {
  const verdict = survival(env, EMBEDDED, facts)
  expect(verdict).toMatchObject({ survives, sentence: expect.stringMatching(sentence) })
  expect(verdict.sentence).not.toContain(facts.folder)
  expect(verdict.platform).toBe(platform)
  expect(Boolean(verdict.advice)).toBe(survives !== 'yes')
})

test('a server keeps the data apart, unless it runs within the same deployment', () => {
  const apart = survival(RAILWAY, { kind: 'server', label: 'db.example/app' }, overlay)
  expect(apart.survives).toBe('yes')
  expect(apart.sentence).not.toContain('db.example')
  expect(survival(RAILWAY, { kind: 'server', label: 'localhost/app' })).toMatchObject({
    survives: 'unknown',
    platform: 'Railway',
  })
  expect(survival({}, { kind: 'server', label: 'localhost/app' }).survives).toBe('yes')
})

test('memory keeps nothing', () => {
  expect(survival({}, { kind: 'memory', label: 'memory' })).toMatchObject({
    survives: 'no',
    advice: expect.any(String),
  })
})

test('the deepest mount above a folder counts, and the last of several at one place', () => {
  const mounts = parseMountInfo(
    [
      '22 1 0:20 / / rw,relatime master:1 - overlay overlay rw',
      '30 22 8:1 /vols/one /data rw - ext4 /dev/sda1 rw',
      '31 22 8:1 / /data/my\\040files rw shared:5 - xfs /dev/sdb1 rw',
      '32 22 0:50 / /data rw - tmpfs tmpfs rw',
    ].join('\n'),
  )
  expect(mountOf('/data/x', mounts)).toEqual({ point: '/data', type: 'tmpfs', root: '/' })
  expect(mountOf('/data/my files/x', mounts)?.type).toBe('xfs')
  expect(mountOf('/database', mounts)?.type).toBe('overlay')
})

test('the facts of this machine can be read, also for a folder that is not there yet', () => {
  const facts = readFilesystemFacts('/proc/self/nowhere/data')
  expect(facts.folder).toMatch(/\/proc\/\d+\/nowhere\/data$/)
  if (process.platform === 'linux') expect(facts.mount?.type).toBe('proc')
})
