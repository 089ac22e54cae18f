import type { Readable } from 'node:stream'
import type { ObjectStore } from './store.ts'
import { abandonUploads, uploadParts } from './upload.ts'

export type S3Settings = {
  bucket: string
  /** Undefined: AWS itself. */
  endpoint?: string | undefined
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** Begins every name, such as `mosaic/`. One prefix belongs to one Mosaic. */
  prefix: string
}

/** Any service that speaks S3. The library is loaded with the first call: most who run Mosaic have none. */
export function openS3(settings: S3Settings): ObjectStore {
  const { bucket: Bucket, prefix } = settings
  let opened: ReturnType<typeof load> | undefined
  const client = () => (opened ??= load(settings))
  return {
    prefix,
    label: `${Bucket}/${prefix}`,
    async write(Key, bytes) {
      const { s3, sdk } = await client()
      await s3.send(
        new sdk.PutObjectCommand({
          Bucket,
          Key,
          Body: bytes,
          ContentLength: bytes.length,
          ContentType: 'application/octet-stream',
        }),
      )
    },
    async read(Key) {
      const { s3, sdk } = await client()
      try {
        const { Body } = await s3.send(new sdk.GetObjectCommand({ Bucket, Key }))
        return Body as Readable | undefined
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey' || (error as Error).name === 'NotFound') return undefined
        throw error
      }
    },
    async upload(Key, bytes) {
      const { s3, sdk } = await client()
      return uploadParts(sdk, s3, { Bucket, Key }, bytes)
    },
    async abandon(Key) {
      const { s3, sdk } = await client()
      await abandonUploads(sdk, s3, { Bucket, Key })
    },
    async size(Key) {
      const { s3, sdk } = await client()
      try {
        const { ContentLength } = await s3.send(new sdk.HeadObjectCommand({ Bucket, Key }))
        return ContentLength
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey' || (error as Error).name === 'NotFound') return undefined
        throw error
      }
    },
    async remove(Key) {
      const { s3, sdk } = await client()
      await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key }))
    },
    async *list(Prefix) {
      const { s3, sdk } = await client()
      for await (const page of sdk.paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key && LastModified)
            yield {
              key: Key,
              size: Size ?? 0,
              modified: Temporal.Instant.fromEpochMilliseconds(LastModified.getTime()),
            }
    },
    close() {
      void opened?.then(({ s3 }) => s3.destroy())
    },
  }
}

async function load(settings: S3Settings) {
  const sdk = await import('@aws-sdk/client-s3')
  const s3 = new sdk.S3Client({
    region: settings.region,
    ...(settings.endpoint && { endpoint: settings.endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    // Others than AWS take the newer checksums for content (s3rver) or refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
  })
  return { s3, sdk }
}
