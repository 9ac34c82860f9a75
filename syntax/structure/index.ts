/** Structural search: patterns and rules, and what they find. */

export { findStructure, printStructure, type StructureMatch, type StructureMatches, type StructurePrint } from './find.ts'
export { fitStructure, type Finder, type Fitted } from './fit.ts'
export { readStructure, type Structure, type WrittenStructure } from './structure.ts'
export type { Refused } from './template.ts'
