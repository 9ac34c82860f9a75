/** A file of ours does not hold what was written: a damaged disk, a cut file, another format. It can always be rebuilt. */
export class CorruptFile extends Error {
  override readonly name = 'CorruptFile'
  readonly path: string

  constructor(path: string, what: string) {
    super(`The index file ${path} ${what}.`)
    this.path = path
  }

  /** The same error, from what another thread has told of it. */
  static told({ path, message }: { path: string; message: string }): CorruptFile {
    const error = new CorruptFile(path, '')
    error.message = message
    return error
  }
}
