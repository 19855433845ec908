import { publicCaller } from '../../src/domain/service/actor.ts'
import type { ObjectFields } from '../kernel/builder.ts'

/** When and by whom something was said, as the history of a record keeps it. */
interface Version {
  version: number
  /** Names the change. */
  change: string
  /** The `caller` of the trail. */
  actor: string
  at: number
}

/** What every version tells besides what was said. */
export const versionFields = (t: ObjectFields<Version>, counts: string) => ({
  version: t.exposeInt('version', { description: counts }),
  change: t.exposeString('change', { description: 'The change that set it: for `changeUndo`.' }),
  by: t.string({
    description:
      'Who set it: the id of an API key, `token:<issuer>|<subject>`, or an operator on the command line.',
    resolve: ({ actor }) => publicCaller(actor),
  }),
  at: t.expose('at', { type: 'DateTime', description: 'Since when.' }),
})
