import { parentOf, pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { found, joinPath, nearestFirst, type ModuleFiles, type ModuleQuestion, type ModuleResolver } from './module.ts'

/** `require 'acme/tax'`, `require_relative './tax'`, and constants by the names of their files (`Acme::TaxRate` in acme/tax_rate.rb). */
export const resolveRuby: ModuleResolver = async (question) => {
  const { tree, module, world } = question
  const here = inTree(tree, question)
  if (here.length > 0) return here
  const gem = module.split('/')[0] ?? ''
  const publishers = await world.publishing('rubygems', (name) => name === module || name === gem || name.replaceAll('-', '/') === module, tree)
  for (const others of [publishers, await world.others(tree)]) {
    const there = others.flatMap((other) => inTree(other, question))
    if (there.length > 0) return there
  }
  return []
}

function inTree(tree: Tree, { tree: home, path, module }: ModuleQuestion): ModuleFiles[] {
  const index = pathIndexOf(tree.files)
  const file = isConstant(module) ? constantFile(module) : module.replace(/\.rb$/, '')
  const beside = home === tree ? joinPath(parentOf(path), file) : null
  if (beside !== null && index.has(`${beside}.rb`)) return found(tree, [`${beside}.rb`])
  const suffix = `${file.replace(/^(\.{1,2}\/)+/, '')}.rb`
  const all = index.endingWith(suffix)
  const inLib = all.filter((each) => each === `lib/${suffix}` || each.endsWith(`/lib/${suffix}`))
  return found(tree, nearestFirst(inLib.length > 0 ? inLib : all, path).slice(0, maxFiles))
}

const maxFiles = 3

const isConstant = (module: string) => /^(::)?[A-Z]/.test(module)

/** As Zeitwerk and Rails name files: https://github.com/fxn/zeitwerk#file-structure. */
export const constantFile = (constant: string): string =>
  constant.replace(/^::/, '').split('::').map((part) => part.replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()).join('/')
