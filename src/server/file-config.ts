import { z } from 'zod'
import type { FileLimits } from '../files/schema.ts'

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high)

/** What can be set about files: how much is taken, and the bucket for the bytes of new ones. */
export const fileVariables = {
  FILE_MAX_MIB: wholeNumber(1, 60).default(10).describe('Largest file that is taken, in MiB.'),
  FILES_PER_PERSON: wholeNumber(1, 100_000).default(100).describe('Most files that one person keeps.'),
  FILES_MIB_PER_PERSON: wholeNumber(1, 1_000_000)
    .default(200)
    .describe('Room for the files of one person, all together, in MiB.'),
  S3_BUCKET: z
    .string()
    .regex(/^[\w.-]{1,255}$/, 'is not the name of a bucket')
    .optional()
    .describe(
      'Bucket of an object store that speaks S3, for the bytes of new files. Unset: they are kept in the database. `mosaic files move` carries those that are there already.',
    ),
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the object store. Unset: AWS itself, by S3_REGION.'),
  S3_REGION: z.string().max(100).default('us-east-1').describe('Its region.'),
  S3_ACCESS_KEY_ID: z.string().optional().describe('Name of the key that opens it. Needed with S3_BUCKET.'),
  S3_SECRET_ACCESS_KEY: z.string().optional().describe('The key itself. Needed with S3_BUCKET.'),
  S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'is not empty or a path that ends with /')
    .default('mosaic/')
    .describe('Begins the name of every object. One prefix of a bucket belongs to one Mosaic.'),
} as const

type FileConfig = z.infer<z.ZodObject<typeof fileVariables>>

export function fileLimits(config: FileConfig): FileLimits {
  const MIB = 1024 * 1024
  return {
    fileBytes: config.FILE_MAX_MIB * MIB,
    filesPerPerson: config.FILES_PER_PERSON,
    bytesPerPerson: config.FILES_MIB_PER_PERSON * MIB,
  }
}
