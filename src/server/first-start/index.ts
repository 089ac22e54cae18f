/**
 * The first start on a new database, while a folder of the embedded store holds people's data.
 *
 * Words: a start is *undecided* where its database holds nobody's data and its folder does; it *stands* before that database,
 * with other processes, until it is told to *move* the folder or to begin with an *empty house*. A store that was moved
 * elsewhere is *held*: it takes no writes.
 *
 * Invariants: an empty house is never shown silently; a visitor reads nothing of what lies where; who holds the link in the log
 * may choose; of all processes before one database one moves; a database that is filled in part is not served.
 */
export { findBeside } from './beside.ts'
export { conditionOf, isHalfFilled } from './condition.ts'
export { type Found, lookIntoFolder, sourceOf } from './folder.ts'
export { untilReleased } from './held.ts'
export { moveFolder } from './move-folder.ts'
export { noticeOf } from './notice.ts'
export { unservedPage } from './page.ts'
export { firstStartRoutes } from './routes.ts'
export { createFirstStart, type FirstStart } from './wait.ts'
