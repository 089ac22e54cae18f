/** A backup or a restore in a process of its own, without what the whole command loads first: there to be killed. */
import { restoreStore, writeBackupFile } from '../../src/storage/backup/index.ts'

const [what, file, given] = process.argv.slice(2)
const onProgress = () => process.stdout.write('progress\n')
process.stdout.write('begun\n')
if (what === 'backup') await writeBackupFile(JSON.parse(given!), file!, { release: '0.0.0', onProgress })
else await restoreStore(file!, JSON.parse(given!), { label: 'a backup', onProgress })
