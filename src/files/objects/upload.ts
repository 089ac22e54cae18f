import type { Readable } from 'node:stream'
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3'

/** All parts but the last are of one size, as some services want it; 10,000 of them are the most that S3 takes: 80 GB. */
const PART_BYTES = 8 * 1024 * 1024

type Sdk = typeof import('@aws-sdk/client-s3')
type At = { Bucket: string; Key: string }

/**
 * Writes an object of unknown length, holding one part of it in memory. It appears whole at the end, or not at all: a failure
 * takes back the parts that are there. Gives how many bytes it has.
 */
export async function uploadParts(sdk: Sdk, s3: S3Client, at: At, bytes: Readable): Promise<number> {
  const { UploadId } = await s3.send(
    new sdk.CreateMultipartUploadCommand({ ...at, ContentType: 'application/octet-stream' }),
  )
  try {
    const Parts: CompletedPart[] = []
    let size = 0
    for await (const Body of inParts(bytes)) {
      const PartNumber = Parts.length + 1
      const { ETag } = await s3.send(
        new sdk.UploadPartCommand({ ...at, UploadId, PartNumber, Body, ContentLength: Body.length }),
      )
      Parts.push({ ETag, PartNumber })
      size += Body.length
    }
    await s3.send(new sdk.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }))
    return size
  } catch (error) {
    bytes.destroy()
    await s3.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => {})
    throw error
  }
}

/** Takes back uploads of this name that were begun and never ended, by whoever was killed. They are seen nowhere, but paid for. */
export async function abandonUploads(sdk: Sdk, s3: S3Client, { Bucket, Key }: At): Promise<void> {
  const { Uploads } = await s3.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix: Key }))
  for (const upload of Uploads ?? [])
    if (upload.Key === Key && upload.UploadId)
      await s3.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId: upload.UploadId }))
}

/** Also where there are no bytes: an upload has at least one part. */
async function* inParts(bytes: Readable): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let length = 0
  let parts = 0
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    while (length >= PART_BYTES) {
      const all = Buffer.concat(pieces, length)
      yield all.subarray(0, PART_BYTES)
      parts++
      pieces = [all.subarray(PART_BYTES)]
      length = pieces[0]!.length
    }
  }
  if (length > 0 || parts === 0) yield Buffer.concat(pieces, length)
}
