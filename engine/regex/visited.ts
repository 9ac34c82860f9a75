const LAST_ROUND = 0xffff_ffff

/** Which instructions were visited since the last `clear`, which costs nothing but once in four thousand million times. */
export class Visited {
  /** The round in which each was visited last. */
  private readonly rounds: Uint32Array
  private round = 1

  constructor(size: number) {
    this.rounds = new Uint32Array(size)
  }

  clear(): void {
    if (this.round === LAST_ROUND) {
      this.rounds.fill(0)
      this.round = 0
    }
    this.round += 1
  }

  has(instruction: number): boolean {
    return this.rounds[instruction] === this.round
  }

  add(instruction: number): void {
    this.rounds[instruction] = this.round
  }
}
