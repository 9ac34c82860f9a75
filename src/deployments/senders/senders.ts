import type { HookKind } from '../contract.ts'
import { cdevents } from './cdevents.ts'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import type { Sender } from './sender.ts'

export const senders: Record<HookKind, Sender> = { github, gitlab, gitea, cdevents }
