/**
 * Loaded before scip-python. Under its permissions Node freezes the module `path`, so that nobody can have a check look at another path than
 * the one that is opened; a library in scip-python puts functions of its own on it as it loads. It gets a copy, which Node's checks do not use.
 */
import Module from 'node:module'
import path from 'node:path'

type Load = (name: string, ...rest: unknown[]) => unknown
const loader = Module as unknown as { _load: Load }

const copy = { ...path, posix: { ...path.posix }, win32: { ...path.win32 } }
const load = loader._load
loader._load = (name, ...rest) => (name === 'path' ? copy : load(name, ...rest))
