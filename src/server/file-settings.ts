import { type Files, openS3 } from '../files/index.ts'
import { type Config, fileLimits } from './config.ts'

/** How much is taken of files, and where the bytes of new ones go. */
export function fileSettings(config: Config): Files {
  return {
    limits: fileLimits(config),
    objects: config.S3_BUCKET
      ? openS3({
          bucket: config.S3_BUCKET,
          endpoint: config.S3_ENDPOINT,
          region: config.S3_REGION,
          accessKeyId: config.S3_ACCESS_KEY_ID!,
          secretAccessKey: config.S3_SECRET_ACCESS_KEY!,
          prefix: config.S3_PREFIX,
        })
      : null,
  }
}
