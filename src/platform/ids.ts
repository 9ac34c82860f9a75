import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz' // Crockford's base 32: no i, l, o, u to misread

/** A new unguessable id such as `inc_7h2k…`: 100 random bits behind a prefix that says what it names. */
export function newId(prefix: string): string {
  return `${prefix}_${Array.from(randomBytes(20), (byte) => alphabet[byte & 31]).join('')}`
}

/** A secret for a link or token: 200 random bits. */
export function newSecret(): string {
  return Array.from(randomBytes(40), (byte) => alphabet[byte & 31]).join('')
}
