/** An index cannot be used, in a sentence that says what is wrong with it. No other try can mend it. */
export class BrokenIndex extends Error {
  override readonly name = 'BrokenIndex'
}
