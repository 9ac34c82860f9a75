/** Makes the history index of a repository's mainline: `build-history.ts REPOSITORY INDEX` */

import { execFileSync } from 'node:child_process'
import { realDisk } from '../../engine/disk/index.ts'
import { HistoryWriter } from '../../engine/history/index.ts'
import { readMainline } from '../../src/repos/git/mainline.ts'

const maxFileBytes = 32 * 1024 * 1024

const [dir = '', folder = ''] = process.argv.slice(2)
const tip = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: dir, encoding: 'utf8' }).trim()
const writer = new HistoryWriter({ disk: realDisk, folder })
for await (const events of readMainline(dir, { tip, after: null, maxFileBytes })) for (const event of events) writer.add(event)
writer.commit()
