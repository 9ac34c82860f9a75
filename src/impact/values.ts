/** What stands in a file that anybody may have written, as what it is hoped to be. */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
/** A map; of anything else an empty one. */
export const tableIn = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {})
/** The elements of a list; of anything else none. */
export const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** A text that says something. */
export const saidIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)
