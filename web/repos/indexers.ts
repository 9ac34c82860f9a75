/** The programs that make SCIP indexes, and how they are run at the top of a checkout. Each writes index.scip there. */
export const indexers: readonly { languages: string; command: string }[] = [
  { languages: 'TypeScript, JavaScript', command: 'npx @sourcegraph/scip-typescript index' },
  { languages: 'Python', command: 'npx @sourcegraph/scip-python index . --project-name NAME --project-version VERSION' },
  { languages: 'Go', command: 'scip-go' },
  { languages: 'Java, Kotlin, Scala', command: 'scip-java index' },
  { languages: 'C, C++', command: 'scip-clang --compdb-path=compile_commands.json' },
  { languages: 'Ruby', command: 'bundle exec scip-ruby' },
  { languages: 'Rust', command: 'rust-analyzer scip .' },
]

export const uploadCommand = 'firebreak scip upload index.scip'
