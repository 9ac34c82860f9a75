/** Bytes as text for comparing and showing: UTF-8 where valid, else Latin-1, where every byte is a character. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}
