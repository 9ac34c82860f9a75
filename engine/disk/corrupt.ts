/** A file of ours does not hold what was written: a damaged disk, a cut file, another format. It can always be rebuilt. */
export class CorruptFile extends Error {
  override readonly name = 'CorruptFile'
  readonly path: string

  constructor(path: string, what: string) {
    super(`The index file ${path} ${what}.`)
    this.path = path
  }
}
