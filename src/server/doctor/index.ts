/**
 * The doctor: looks at everything that Mosaic needs and says of each thing how it is and what to do; and proves on a running
 * deployment that data survives a redeploy.
 *
 * A *patient* is what could be read and opened of an installation. A *check* gives *findings*: ok, a note, or a problem. A
 * *mark* is a row that a deployment writes for whoever asks and gives back by its token.
 *
 * Invariants: a check changes nothing and migrates nothing; what is out of reach is said and the rest goes on; no secret is in
 * a finding; a mark says nothing of anybody, expires by itself and is removed when it was read.
 */
export { examine } from './examine.ts'
export { admit, type Patient } from './patient.ts'
export { startLocal } from './persistence/local.ts'
export { type Proof, provePersistence } from './persistence/prove.ts'
export { doctorRoutes } from './routes.ts'
export { type Examination, examinationSchema, type Finding, findingSchema } from './schema.ts'
