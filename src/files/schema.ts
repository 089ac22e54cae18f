import { z } from 'zod'

/** What is taken, with the names that such files carry. The first ending is the usual one. */
export const fileTypes = {
  'application/pdf': { label: 'PDF', endings: ['pdf'] },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { label: 'Word', endings: ['docx'] },
  'text/plain': { label: 'Text', endings: ['txt', 'text'] },
  'text/markdown': { label: 'Markdown', endings: ['md', 'markdown'] },
  'image/png': { label: 'PNG', endings: ['png'] },
  'image/jpeg': { label: 'JPEG', endings: ['jpg', 'jpeg'] },
} as const

export type FileType = keyof typeof fileTypes
export const fileTypeSchema = z.enum(Object.keys(fileTypes) as [FileType, ...FileType[]])

/** What a kept file may be: also one of another kind, that an import brought. */
export const keptTypes = { ...fileTypes, 'application/octet-stream': { label: 'File', endings: [] } } as const
export type KeptType = keyof typeof keptTypes

export const textReasons = ['encrypted', 'broken', 'too_large', 'too_slow', 'out_of_memory', 'bytes_missing'] as const
export type TextReason = (typeof textReasons)[number]

/** How much is taken. Bytes are bytes: 10 MiB are 10485760. */
export const fileLimitsSchema = z.object({
  fileBytes: z.int().positive(),
  filesPerPerson: z.int().positive(),
  bytesPerPerson: z.int().positive(),
})
export type FileLimits = z.infer<typeof fileLimitsSchema>

export const fileSchema = z.object({
  id: z.uuid(),
  /** A label, as the client named it; never an address */
  name: z.string(),
  type: z.enum(Object.keys(keptTypes) as [KeptType, ...KeptType[]]),
  /** bytes */
  size: z.int(),
  /** 64 hexadecimal characters; null where the bytes were never here, as an import brought only the name */
  sha256: z.string().nullable(),
  /** RFC 3339 */
  createdAt: z.string(),
  text: z
    .object({
      state: z.enum(['pending', 'done', 'empty', 'failed']),
      /** why it failed */
      reason: z.enum(textReasons).nullable(),
    })
    .describe('Whether the text was read out; `empty`: there is none, as in a scan or a picture.'),
  /** The bytes are not here: a daily look found them gone from the object store, or an import brought the name alone */
  bytesMissing: z.boolean(),
})
export type KeptFile = z.infer<typeof fileSchema>

export const fileListSchema = z.object({
  items: z.array(fileSchema),
  cursor: z.string().nullable(),
  used: z.object({ files: z.int(), bytes: z.int() }),
})
export type FileList = z.infer<typeof fileListSchema>

/** Made by the client: the same id again is the same upload. */
export const clientIdSchema = z.string().trim().min(1).max(100)
