/** A value as both databases keep it in a backup: flags are 0 and 1, times ISO text. */
export type Plain = string | number | null

/** What a slice says about its tables, beside its migrations, so that no backup can forget one. */
export interface SliceTables {
  /** In an order in which no row comes before one that it refers to. */
  kept: KeptTable[]
  /** The tables that no backup holds, each with the reason why nothing is lost by that. */
  rebuilt: Record<string, string>
}

export interface KeptTable {
  name: string
  /** The columns of its key, which order the rows. */
  key: readonly [string, ...string[]]
  /** Rows with this value belong to the machine and stay out. */
  leaveOut?: { column: string; value: Plain }
  /** Columns that tell of the machine's own work, and the values with which that work begins anew. */
  reset?: Record<string, Plain>
  /** Rows with these values are made by a first start: a restore replaces them, and with them the table counts as empty. */
  madeAtStart?: Record<string, Plain>
}
