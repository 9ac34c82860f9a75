/**
 * Hands pasted text from one page to the locate page. It does not go through the address: it may be megabytes, and logs hold
 * things that do not belong into the history of a browser or the log of a proxy.
 */
const key = 'fb-locate'
let handed: string | null = null

export function handOver(text: string): void {
  handed = text
  try {
    sessionStorage.setItem(key, text)
  } catch {
    // Too large for the browser's storage: it lives as long as the page is not loaded anew.
  }
}

/** What was handed over last; it stays, so that loading the page anew shows it again. */
export function handedOver(): string {
  return handed ?? sessionStorage.getItem(key) ?? ''
}
