import { createHmac, timingSafeEqual } from 'node:crypto'

/** HMAC-SHA-256 of the body under the secret, in hexadecimal. */
export function isHmac(told: string | null | undefined, { body, secret }: { body: Uint8Array; secret: string }): boolean {
  return isSame(told?.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'))
}

/** In time that does not depend on where they differ. */
export function isSame(told: string | null | undefined, expected: string): boolean {
  const [given, wanted] = [Buffer.from(told ?? ''), Buffer.from(expected)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
