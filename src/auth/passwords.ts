import { hashPassword, verifyPassword } from 'better-auth/crypto'

/** How passwords are kept: as hashes with a salt of their own, from which nobody gets the password back. */
export interface Passwords {
  hash(password: string): Promise<string>
  verify(tried: { hash: string; password: string }): Promise<boolean>
}

/** By scrypt, at 32 MB of memory a try, so that whoever takes the database away cannot try many. */
export const scryptPasswords: Passwords = { hash: hashPassword, verify: verifyPassword }
