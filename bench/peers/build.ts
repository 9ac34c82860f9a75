/** Indexes the files of a list, each text once, and prints how many bytes of text are now kept: `build.ts ROOT LIST INDEX` */

import { readFileSync } from 'node:fs'
import { realDisk } from '../../engine/disk/index.ts'
import { Snapshot, SnapshotWriter } from '../../engine/snapshot/index.ts'
import { bytesIn, type CorpusFile } from '../corpus.ts'

const [root = '', list = '', folder = ''] = process.argv.slice(2)
const files = JSON.parse(readFileSync(list, 'utf8')) as CorpusFile[]
const writer = new SnapshotWriter({ disk: realDisk, folder })
const seen = new Set<string>()
for (const file of files) {
  if (seen.has(file.oid)) continue
  seen.add(file.oid)
  writer.add(file.oid, bytesIn({ root }, file))
}
writer.commit()
console.log(new Snapshot(folder).share().reduce((total, { starts }) => total + (starts.at(-1) ?? 0), 0))
