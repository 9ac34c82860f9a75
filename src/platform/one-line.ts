/**
 * A title as one line: control characters, line breaks among them, become spaces, and spaces beside one another one. They would
 * tear a line of a log, a table or a header apart, and PostgreSQL stores no U+0000. Halves of characters become U+FFFD.
 */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is replaced
export const oneLine = (text: string): string => text.toWellFormed().replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
