import { createHash } from 'node:crypto'

/**
 * What the database keeps of a token or a link. A fast hash is enough, because the secret is 200 random bits and not a
 * person's choice. Looking the hash up tells nothing by its timing: nobody can steer the digest of a guess.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
