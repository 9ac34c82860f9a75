/**
 * Who holds which documents: a file for each owner (a repository), from which it follows what nobody holds any more. It is written
 * anew from git whenever the owner is indexed, so a file that is lost or damaged counts as holding everything until then.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CorruptFile, SectionFile, writeSections, type Disk, type FileKind } from '../disk/index.ts'
import { OidTable } from './oid.ts'

const KIND: FileKind = { letters: 'FBHD', version: 1 }
const SECTION = 'oids'

export class Holdings {
  private readonly disk: Disk
  private readonly folder: string

  constructor({ disk, folder }: { disk: Disk; folder: string }) {
    this.disk = disk
    this.folder = folder
  }

  /** `owner` is the name of a file. */
  hold(owner: string, oids: Uint8Array, oidBytes: number): void {
    this.disk.makeFolder(this.folder)
    const table = OidTable.of(oids, oidBytes)
    writeSections(this.disk, join(this.folder, owner), KIND, (writer) => {
      writer.begin(SECTION)
      writer.write(table.bytes)
    })
  }

  /** What these owners hold, or null where that is not known of all of them. Forgets all other owners. */
  held(owners: readonly string[]): OidTable[] | null {
    for (const name of this.disk.list(this.folder)) if (!owners.includes(name)) this.disk.remove(join(this.folder, name))
    const tables = owners.map((owner) => readTable(join(this.folder, owner)))
    return tables.every((table) => table !== null) ? tables : null
  }
}

function readTable(path: string): OidTable | null {
  if (!existsSync(path)) return null
  try {
    const file = SectionFile.open(path, KIND)
    try {
      return new OidTable(file.read(SECTION))
    } finally {
      file.close()
    }
  } catch (error) {
    if (error instanceof CorruptFile) return null
    throw error
  }
}
