/** Commits that wait for their turn: the newest comes first, and of those with the same date the one that came first. A binary heap. */
export class NewestFirst {
  private commits: number[] = []
  private dates: number[] = []
  /** How many had come before each. */
  private turns: number[] = []
  private come = 0

  get size(): number {
    return this.commits.length
  }

  add(commit: number, date: number): void {
    const turn = this.come++
    let at = this.commits.length
    for (let above = (at - 1) >> 1; at > 0 && this.isBehind(above, date, turn); above = (at - 1) >> 1) {
      this.move(above, at)
      at = above
    }
    this.put(at, commit, date, turn)
  }

  /** -1 if there is none. */
  take(): number {
    const first = this.commits[0] ?? -1
    const [commit, date, turn] = [this.commits.pop(), this.dates.pop(), this.turns.pop()]
    if (commit !== undefined && date !== undefined && turn !== undefined && this.commits.length > 0) this.sink(commit, date, turn)
    return first
  }

  private sink(commit: number, date: number, turn: number): void {
    const { length } = this.commits
    let at = 0
    for (let below = this.firstBelow(at); below < length && !this.isBehind(below, date, turn); below = this.firstBelow(at)) {
      this.move(below, at)
      at = below
    }
    this.put(at, commit, date, turn)
  }

  private firstBelow(at: number): number {
    const left = 2 * at + 1
    return left + 1 < this.commits.length && this.isBehind(left, this.dates[left + 1], this.turns[left + 1]) ? left + 1 : left
  }

  private isBehind(at: number, date: number, turn: number): boolean {
    return this.dates[at] < date || (this.dates[at] === date && this.turns[at] > turn)
  }

  private move(from: number, to: number): void {
    this.put(to, this.commits[from], this.dates[from], this.turns[from])
  }

  private put(at: number, commit: number, date: number, turn: number): void {
    this.commits[at] = commit
    this.dates[at] = date
    this.turns[at] = turn
  }
}
