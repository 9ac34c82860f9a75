/** Indexes the files of a list, each text once, and prints how many bytes of text are now kept: `build.ts ROOT LIST INDEX` */

import { realDisk } from '../../engine/disk/index.ts'
import { Snapshot, SnapshotWriter } from '../../engine/snapshot/index.ts'
import { bytesIn } from '../corpus.ts'
import { readLists } from './lists.ts'

const [root = '', list = '', folder = ''] = process.argv.slice(2)
const writer = new SnapshotWriter({ disk: realDisk, folder })
const seen = new Set<string>()
for (const file of readLists(list).toArray().flat()) {
  if (seen.has(file.oid)) continue
  seen.add(file.oid)
  writer.add(file.oid, bytesIn({ root }, file))
}
writer.commit()
console.log(new Snapshot(folder).share().reduce((total, { starts }) => total + (starts.at(-1) ?? 0), 0))
