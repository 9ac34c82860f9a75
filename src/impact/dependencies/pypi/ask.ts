import type { Scope } from '../project.ts'
import { parseRequirement, type Requirement } from './requirement.ts'

/** What a project asks for, and where it says so. */
export interface PythonAsk extends Requirement {
  scope: Scope
  at: { path: string; line: number }
}

/** Those of a list of texts; what is none is left out. */
export const asksIn = (texts: readonly unknown[], scope: Scope, at: (place: number) => PythonAsk['at']): PythonAsk[] =>
  texts.flatMap((text, place) => {
    const requirement = typeof text === 'string' ? parseRequirement(text) : null
    return requirement === null ? [] : [{ ...requirement, scope, at: at(place) }]
  })
