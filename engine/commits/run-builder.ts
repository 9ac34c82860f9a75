/** Collects commits in a row: a run of the store. What it makes does not depend on how they came to it. */

import { COMMIT_BYTES } from './format.ts'
import type { NewCommit, Signature } from './input.ts'

/** A person as they sign: `Name <e-mail>`, and how many bytes of it are the name. */
export type Person = { text: Buffer; nameBytes: number }

/** The number of a commit that came before the run; -1 for none. */
export type NumberOf = (oid: string) => number

export type NumberedCommit = Omit<NewCommit, 'parents' | 'message'> & { parents: Iterable<number> & { length: number }; message: Uint8Array }

const LINE_FEED = Buffer.of(0x0a)

export class RunBuilder {
  /** The number of the first commit. */
  readonly from: number
  readonly oids: string[] = []
  readonly dates: number[] = []
  readonly times: number[] = []
  readonly authored: number[] = []
  /** Numbers of people, in the order in which they first occur. */
  readonly authors: number[] = []
  readonly committers: number[] = []
  readonly people: Person[] = []
  readonly parents: number[] = []
  /** Where the parents of each commit begin, and the end. */
  readonly parentAt: number[] = [0]
  /** Each with a line feed behind it. */
  readonly messages: Buffer[] = []
  /** About what the run takes. */
  bytes = 0
  private readonly before: NumberOf
  private readonly numbers = new Map<string, number>()
  private readonly knownPeople = new Map<string, number>()

  constructor({ from, before }: { from: number; before: NumberOf }) {
    this.from = from
    this.before = before
  }

  /** The number behind the last commit. */
  get to(): number {
    return this.from + this.oids.length
  }

  /** Throws for a commit whose parents have not come, or that has come before. */
  add({ parents, message, ...commit }: NewCommit): void {
    if (this.numberOf(commit.oid) >= 0) throw new Error(`The commit ${commit.oid} comes twice.`)
    const numbers = parents.map((parent) => this.numberOf(parent))
    if (numbers.includes(-1)) throw new Error(`The commit ${commit.oid} comes before one of its parents.`)
    this.put({ ...commit, parents: numbers, message: Buffer.from(message) })
  }

  /** Adds a commit whose parents are numbers already. */
  put({ oid, date, parents, author, committer, message }: NumberedCommit): void {
    for (const parent of parents) this.parents.push(parent)
    this.parentAt.push(this.parents.length)
    this.dates.push(date)
    this.times.push(committer.time)
    this.authored.push(author.time)
    this.authors.push(this.personOf(author))
    this.committers.push(this.personOf(committer))
    this.numbers.set(oid, this.to)
    this.oids.push(oid)
    this.messages.push(Buffer.concat([message, LINE_FEED]))
    this.bytes += message.length + 1 + 4 * parents.length + COMMIT_BYTES
  }

  private numberOf(oid: string): number {
    return this.numbers.get(oid) ?? this.before(oid)
  }

  private personOf({ name, email }: Signature): number {
    const key = `${name}\0${email}` // what is between a name and an e-mail may stand in either
    const known = this.knownPeople.get(key)
    if (known !== undefined) return known
    const text = Buffer.from(`${name} <${email}>`)
    this.knownPeople.set(key, this.people.length)
    this.bytes += text.length
    return this.people.push({ text, nameBytes: Buffer.byteLength(name) }) - 1
  }
}
