// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Characters that hide or reorder text stand there by their numbers. */
export const visible = (text: string): string => text.toWellFormed().replace(unsafe, (char) => `<U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`)

/** On one line. */
export const visibleLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim())
