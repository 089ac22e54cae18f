import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { openFile, wholeBytes } from '../open-file.ts'
import { type ReceiveInput, receiveFile } from '../receive-file.ts'
import type { Files } from '../settings.ts'
import { piecesOf } from './documents.ts'

export const MIB = 1024 * 1024

export function filesOf(more: Partial<Files['limits']> = {}, objects: Files['objects'] = null): Files {
  return { limits: { fileBytes: 10 * MIB, filesPerPerson: 100, bytesPerPerson: 200 * MIB, ...more }, objects }
}

export async function newPerson(ctx: Context): Promise<string> {
  const id = randomUUID()
  await sql`insert into persons (id, created_at) values (${id}, now())`.execute(ctx.db)
  return id
}

/** Sends these bytes as somebody's file. */
export function give(ctx: Context, files: Files, personId: string, bytes: Buffer, more: Partial<ReceiveInput> = {}) {
  return receiveFile(ctx, files, { personId, name: 'notes.txt', stream: piecesOf(bytes), ...more })
}

export async function bytesOf(ctx: Context, files: Files, personId: string, fileId: string): Promise<Buffer> {
  const { file, read } = await openFile(ctx, files, { personId, fileId })
  return wholeBytes(await read(), file.size)
}
