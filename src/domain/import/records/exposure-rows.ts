import type { exposureKinds } from '../../../database/tables/competition/competitors.ts'
import { decodeId } from '../../../lib/ids.ts'
import { type Identifying, identifying } from '../../../lib/text.ts'
import { exposureFields } from '../../exposures/input.ts'
import { check } from '../../input/issue-words.ts'
import type { Scope } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { booleanField, isBlank, keyField, nameOf, numberOf, withoutBlanks } from '../cells.ts'
import { Fault } from '../rows.ts'

export const exposureColumns: ReadonlySet<string> = new Set([
  'customerExternalId',
  'campaign',
  'kind',
  'interactionExternalId',
  'evidence',
  'confidence',
  'synthetic',
])

/** What one row says of an exposure. What it leaves out is undefined. */
export interface ExposureRow {
  customer: Identifying
  /** By its id, or by its name where only one has it. */
  campaign: number | Identifying
  kind: (typeof exposureKinds)[number]
  interaction: Identifying | null
  evidence: string | null | undefined
  confidence: number | undefined
  synthetic: boolean | undefined
}

const rules = exposureFields.omit({ interaction: true }).required({ kind: true })

/** The returned function throws a Fault. */
export function exposureRowReader({ actor }: Service): (fields: Record<string, unknown>) => ExposureRow {
  // What others are called is told by whether the row goes in.
  const needs = (field: string, scope: Scope) => {
    if (!actor.scopes.has(scope)) throw new Fault(field, say('needsScope', { scope }))
  }

  return ({ customerExternalId, campaign: named, interactionExternalId, synthetic, ...rest }) => {
    const input = withoutBlanks(rest)
    if ('kind' in input) input.kind = nameOf(input.kind)
    if ('confidence' in input) input.confidence = numberOf('confidence', input.confidence)
    const read = check(rules, input)
    if ('issues' in read) {
      const [issue] = read.issues
      throw new Fault(issue.path.join('.') || null, issue.saying)
    }
    const { kind, evidence, confidence } = read.data
    const campaign = campaignOf(keyField({ campaign: named }, 'campaign', 200))
    if (typeof campaign !== 'number') needs('campaign', 'campaigns:read')
    const shown = interactionExternalId != null && !isBlank(interactionExternalId)
    if (shown) needs('interactionExternalId', 'interactions:read')
    return {
      customer: identifying(keyField({ customerExternalId }, 'customerExternalId', 200)),
      campaign,
      ...{ kind, evidence, confidence },
      interaction: shown
        ? identifying(keyField({ interactionExternalId }, 'interactionExternalId', 200))
        : null,
      synthetic: booleanField({ synthetic }, 'synthetic'),
    }
  }
}

function campaignOf(text: string): number | Identifying {
  const decoded = decodeId(text)
  return decoded?.kind === 'campaign' ? decoded.id : identifying(text)
}
