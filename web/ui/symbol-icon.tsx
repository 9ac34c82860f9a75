import { IconBolt, IconBox, IconBraces, IconBrackets, IconCube, IconFunction, IconLetterT, IconList, IconPackage, IconTag, IconVariable, type Icon } from '@tabler/icons-react'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'

const icons: Partial<Record<SymbolKind, Icon>> = {
  module: IconPackage, namespace: IconPackage, package: IconPackage,
  class: IconBox, struct: IconBox, interface: IconBraces, object: IconBraces,
  function: IconFunction, method: IconFunction, constructor: IconFunction, operator: IconFunction,
  enum: IconList, 'enum-member': IconTag, property: IconTag, field: IconTag, key: IconTag,
  variable: IconVariable, constant: IconVariable, array: IconBrackets, 'type-parameter': IconLetterT, event: IconBolt,
}

/** What kind of thing a symbol is, as a picture with its name. */
export function SymbolIcon({ kind, size = 16, className }: { kind: SymbolKind; size?: number; className?: string | undefined }) {
  const Picture = icons[kind] ?? IconCube
  return (
    <span title={kind} className={className} role="img" aria-label={kind}>
      <Picture size={size} stroke={1.6} aria-hidden />
    </span>
  )
}
