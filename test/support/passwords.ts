import { randomBytes, scryptSync } from 'node:crypto'
import type { Passwords } from '../../src/auth/passwords.ts'

/** The smallest cost that scrypt takes: the real one is slow on purpose, and tests make hundreds of accounts. */
const cheapest = { N: 2, r: 1, p: 1 }

const keyOf = (password: string, salt: string): string => scryptSync(password, salt, 16, cheapest).toString('hex')

/** Passwords for tests that are about something else; passwords.test.ts looks at the real ones. */
export const quickPasswords: Passwords = {
  async hash(password) {
    const salt = randomBytes(8).toString('hex')
    return `${salt}:${keyOf(password, salt)}`
  },
  async verify({ hash, password }) {
    const [salt = '', key] = hash.split(':')
    return keyOf(password, salt) === key
  },
}
