/** Hosts within a company: one word, perhaps with the suffixes that Kubernetes gives (https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/). */
const inner = /\b(?:https?|grpcs?|tcp|wss?|dns):\/\/\/?(?:[^\s/@:'"]{1,100}:?[^\s/@'"]{0,100}@)?([a-z][a-z0-9-]{1,62})((?:\.[a-z0-9-]{1,63}){0,4})(?=[:/'"`?\s,;)}\]]|$)/g
const innerSuffix = /^(?:\.[a-z0-9-]+)?\.svc(?:\.cluster\.local)?$|^\.internal$|^\.local$/
const noService = new Set(['localhost', 'host', 'example', 'hostname', 'server', 'gateway', 'proxy'])

/** The names of the services that addresses in a text lead to. */
export function hostsIn(text: string): string[] {
  const found = new Set<string>()
  for (const [, host = '', rest = ''] of text.matchAll(inner)) if ((rest === '' || innerSuffix.test(rest)) && !noService.has(host)) found.add(host)
  return [...found]
}

/** The name of an image without registry host, tag and digest: `acme/pricing` of `registry.acme.example:5000/acme/pricing:1.2@sha256:…`. */
export function imageName(image: string): string | null {
  if (image.length > 500 || /[\s${}]/.test(image)) return null // put together from variables
  const parts = image.replace(/@.*$/, '').split('/')
  if (parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '')) parts.shift()
  const name = parts.join('/').replace(/:[^:/]*$/, '')
  return name === '' ? null : name
}
