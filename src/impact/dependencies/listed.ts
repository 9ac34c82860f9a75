const maxNamed = 5

/** The first of several names, and how many more there are. */
export const listed = (names: readonly string[]): string => `${names.slice(0, maxNamed).join(', ')}${names.length > maxNamed ? ` and ${names.length - maxNamed} more` : ''}`
