/**
 * Characters that a reader does not see or that change how others are read: controls, bidirectional marks, invisible spaces,
 * tags, halves of characters. Joiners stay: scripts and emoji are made with them.
 */
// oxlint-disable-next-line no-control-regex -- control characters are exactly what is made visible
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

export const codePointName = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Text that shows what it holds: characters that hide or reorder text as `U+202E`. Windows line ends are line ends. */
export const visible = (text: string): string => text.replaceAll('\r\n', '\n').replace(hidden, codePointName)

/** The same on one line. */
export const visibleLine = (text: string): string => visible(text).replace(/\s*\n\s*/g, ' ').trim()
