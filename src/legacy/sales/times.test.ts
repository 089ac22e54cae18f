import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../storage/testing/index.ts'
import { atWallClock, readClock, readDay, readStamp, spanOf } from './times.ts'
