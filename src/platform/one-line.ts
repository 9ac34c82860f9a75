/**
 * A title as one line: control characters, line breaks among them, become spaces. They would tear a line of a log, a table or a
 * header apart, and PostgreSQL stores no U+0000.
 */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is replaced
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
