/**
 * Files: what people upload, and the text in it.
 *
 * A file is *received* in pieces and *kept* once it is whole, counted and of a type that is taken; before, nobody sees it.
 * Its bytes lie in the *database*, or as an *object* in an object store, and are *carried* between the two. Its *text* is read
 * by the worker, apart from everything else.
 *
 * Invariants: the bytes decide the type, names are labels and never addresses; what comes back is what was sent; no
 * transaction is open while somebody sends; a row and its bytes vanish together; a file belongs to one person, for everybody
 * else there is none.
 */
export { eraseFile } from './erase-file.ts'
export { extractText } from './extraction/extract-text.ts'
export { fileText } from './file-text.ts'
export { fillFile } from './fill-file.ts'
export { labelOf } from './label.ts'
export { countObjects } from './objects/count-objects.ts'
export { type Moved, moveFiles } from './objects/move-files.ts'
export { openS3, type S3Settings } from './objects/s3.ts'
export type { ObjectStore } from './objects/store.ts'
export { openFile } from './open-file.ts'
export { filePart } from './person-part.ts'
export { listFiles, requireFile } from './queries.ts'
export { type ReceiveInput, receiveFile } from './receive-file.ts'
export { type Body, typeOf } from './receiving/sniff.ts'
export { refuseTooLarge } from './receiving/write-body.ts'
export { fileRoutes, type Persons, readUpload } from './routes.ts'
export { type FileLimits, fileTypes, type KeptFile, type KeptType } from './schema.ts'
export type { Files } from './settings.ts'
export { startFiles } from './start-files.ts'
