import { uploadSbom } from '../../src/impact/contract.ts'
import { neededFrom, repositoryOf } from '../checked-out.ts'
import { findCheckout } from '../checkout.ts'
import { command } from '../command.ts'
import { readText } from '../input.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'
import { counted } from '../table.ts'

export const sbomUpload = command({
  summary: 'Upload a bill of materials for what git cannot show',
  usage: 'FILE',
  words: { least: 1, most: 1 },
  flags: {
    repo: { type: 'string', value: 'NAME', doc: 'The repository that was built (the checkout of this folder)' },
    commit: { type: 'string', value: 'REV', doc: 'The commit that was built (that of the checkout, else the default branch)' },
    name: { type: 'string', value: 'TEXT', doc: 'What it is the bill of, such as an image (as the document says)' },
  },
  notes: [
    'FILE is a CycloneDX or SPDX 2 document in JSON, or - for standard input. Its packages count where that commit is a branch, a tag, or runs somewhere.',
    'A newer one of the same commit and name takes the place of the older.',
  ],
  async run({ terminal, env, stdin }, { words: [file = ''], flags }) {
    const body = parsed(await readText(file, stdin))
    const server = await connect(env)
    const checkout = flags.repo !== undefined ? null : await findCheckout('.')
    const repo = flags.repo ?? (await repositoryOf(server, neededFrom(checkout, { what: 'This folder', flag: '--repo NAME' })))
    const commit = flags.commit ?? checkout?.commit ?? ''
    const told = await server.call(uploadSbom, { query: { repo, rev: commit, ...(flags.name === undefined ? {} : { name: flags.name }) }, body })
    if (flags.json) terminal.printJson(told)
    else terminal.print({ text: told.name, style: 'bold' }, `  ${told.format}, ${counted(told.packages, 'package')} at ${told.repo} ${told.commit.slice(0, 10)}`)
    if (told.unread > 0) terminal.note({ text: `${counted(told.unread, 'part')} of kinds that are not read here.`, style: 'yellow' })
    return exit.done
  },
})

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // told below, as anything else that is no document
  }
  throw badUse('This is no bill of materials in JSON.')
}
