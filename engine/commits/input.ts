/** What the store is made from. The engine knows no git; whoever reads one gives it these, each commit behind all of its parents. */

export type Signature = {
  name: string
  email: string
  /** Seconds since 1970, within what a JavaScript Date holds. */
  time: number
}

export type StoredCommit = {
  /** 40 or 64 hexadecimal digits. */
  oid: string
  /** Their ids. */
  parents: readonly string[]
  author: Signature
  committer: Signature
  message: string
}

export type NewCommit = StoredCommit & {
  /** When it was committed as git reads it, in seconds since 1970: what a walk is ordered by. It may be no date that there is. */
  date: number
}
