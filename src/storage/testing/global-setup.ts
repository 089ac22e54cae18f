import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { migrate } from '../migrate.ts'
import { createPool } from '../pool.ts'
import type { TestServer } from './index.ts'
import { partitionMessages } from './partition.ts'
import { openTestServer } from './server.ts'

/** Starts the throwaway server of this test project, migrates a template once, and tells the workers where it is. */
export default async function setup(project: TestProject) {
  const postgres = project.config.env.MOSAIC_TEST_POSTGRES === '15' ? 15 : 18
  const server = await openTestServer(postgres)
  const template = `mosaic_template_${randomBytes(4).toString('hex')}`
  const admin = createPool({ ...server.connection, max: 1 })
  await admin.query(`create database ${template}`)
  const pool = createPool({ ...server.connection, database: template, max: 1 })
  await migrate(pool)
  // Any test on a store whose messages are in parts: docs/scale.md.
  const parts = Number(process.env.MOSAIC_TEST_PARTS ?? 0)
  if (parts > 0) await partitionMessages(pool, parts)
  await pool.end()
  project.provide('testServer', { connection: server.connection, template, postgres } satisfies TestServer)
  return async () => {
    await admin.query(`drop database if exists ${template} with (force)`).catch(() => {})
    await admin.end()
    await server.close()
  }
}
