import { inArray } from 'drizzle-orm'
import { campaigns } from '../../../database/tables/competitors.ts'
import { regions } from '../../../database/tables/regions.ts'
import { type Issue, UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import type { Thing } from '../../wording/phrases.ts'
import { say } from '../../wording/say.ts'
import { nodesOf, type Rule } from './rule.ts'

interface Reference {
  id: number
  path: (string | number)[]
}

/**
 * What a rule names must be there: a condition that cannot apply would change whom the rule means.
 * @throws UserError `INVALID_INPUT` with one issue for each unknown region and campaign, under `at`
 */
export async function checkReferences(
  service: Service,
  rule: Rule,
  at: (string | number)[] = ['rule'],
): Promise<void> {
  const { orm } = service.db
  const named = { region: [] as Reference[], campaign: [] as Reference[] }
  for (const [node, path] of nodesOf(rule, at)) {
    for (const [nth, id] of (node.region?.ids ?? []).entries())
      named.region.push({ id, path: [...path, 'region', 'ids', nth] })
    const campaign = node.vulnerability?.campaign
    if (campaign !== undefined)
      named.campaign.push({ id: campaign, path: [...path, 'vulnerability', 'campaign'] })
  }
  const idsOf = (references: Reference[]) => [...new Set(references.map(({ id }) => id))]
  const [regionRows, campaignRows] = await Promise.all([
    named.region.length === 0
      ? []
      : orm
          .select({ id: regions.id })
          .from(regions)
          .where(inArray(regions.id, idsOf(named.region))),
    named.campaign.length === 0
      ? []
      : orm
          .select({ id: campaigns.id })
          .from(campaigns)
          .where(inArray(campaigns.id, idsOf(named.campaign))),
  ])
  const issues = [
    ...unknownOf('region', named.region, regionRows),
    ...unknownOf('campaign', named.campaign, campaignRows),
  ]
  if (issues.length > 0) throw new UserError('INVALID_INPUT', say('ruleNamesUnknown'), issues)
}

function unknownOf(what: Thing, references: Reference[], rows: { id: number }[]): Issue[] {
  const known = new Set(rows.map(({ id }) => id))
  return references
    .filter(({ id }) => !known.has(id))
    .map(({ path }) => ({ path, saying: say('notThere', { what }) }))
}
