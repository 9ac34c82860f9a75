/** A failure that a person can act on: what went wrong, how to mend it, and the end of the failed program's own words. */
export class Problem extends Error {
  constructor(what, mend, output = '') {
    super(what)
    this.mend = mend
    this.output = output
  }
}

/** The first rule whose words stand in what npm or the system said gives the advice. */
const rules = [
  [/ENOSPC|no space left/i, 'The disk is full: free about 1 GB and run the command again.'],
  [/EACCES|EPERM|EROFS|permission denied/i, 'The checkout cannot be written to: run as the user who owns it, or clone it somewhere writable.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EHOSTUNREACH|ENETUNREACH|network/i,
    'The package registry could not be reached: check the network, HTTPS_PROXY, and what "npm config get registry" prints.',
  ],
  [/CERT|self.signed|issuer/i, 'The registry presented a certificate that is not trusted: set NODE_EXTRA_CA_CERTS or "npm config set cafile" to your authority.'],
  [/E404|ETARGET|notarget/i, 'The registry in use lacks a package of the lock: see what "npm config get registry" prints, or ask who keeps that mirror.'],
  [/EINTEGRITY/i, 'A downloaded package differs from the lock: run "npm cache clean --force" and try again.'],
]

/** What to do about a failed program, judged by what it printed. */
export function adviceFor(output) {
  const rule = rules.find(([words]) => words.test(output))
  return rule ? rule[1] : 'Mend what is named above and run the command again.'
}
