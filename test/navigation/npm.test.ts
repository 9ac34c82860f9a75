import { vi } from 'vitest'
import { describeHouse } from './house-checks.ts'

/** For a machine that is busy with other tests; nothing here waits for time to pass. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

// Of indexers that come from npm, and of marks where there is none; test/indexers has those of other compilers.
describeHouse('typescript')
describeHouse('python')
describeHouse('ruby')
describeHouse('kotlin')
