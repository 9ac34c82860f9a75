/**
 * Characters that hide or reorder text, by which code can read otherwise than it runs (CVE-2021-42574): bidirectional
 * controls, zero-width ones, line and paragraph separators, and controls other than tab and line ends.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
export const hiddenCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]/g

const names: Record<number, string> = {
  0x00ad: 'soft hyphen', 0x061c: 'Arabic letter mark', 0x200b: 'zero-width space', 0x200e: 'left-to-right mark', 0x200f: 'right-to-left mark',
  0x2028: 'line separator', 0x2029: 'paragraph separator', 0x202a: 'left-to-right embedding', 0x202b: 'right-to-left embedding',
  0x202c: 'pop directional formatting', 0x202d: 'left-to-right override', 0x202e: 'right-to-left override', 0x2060: 'word joiner',
  0x2066: 'left-to-right isolate', 0x2067: 'right-to-left isolate', 0x2068: 'first strong isolate', 0x2069: 'pop directional isolate', 0xfeff: 'byte order mark',
}

/** `U+202E`. */
export const codeOf = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** `U+202E right-to-left override`. */
export function nameOfCharacter(character: string): string {
  const name = names[character.codePointAt(0) ?? 0] ?? 'control character'
  return `${codeOf(character)} ${name}`
}
