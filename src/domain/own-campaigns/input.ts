import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { cadences, ownCampaignKinds, ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { consentPurposes } from '../../database/tables/customers/customers.ts'
import { campaignDay, filledSet, idOf, text } from '../input/fields.ts'
import { costText } from '../input/money.ts'
import type { Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { TakenRules } from '../writes/commit.ts'

/** What a caller may say of an own campaign: absent leaves a stored value, null clears it. Days become day numbers. */
export const ownCampaignFields = (service: Service) =>
  z.strictObject({
    name: text(200).optional(),
    theme: text(500).nullish(),
    kind: z.enum(ownCampaignKinds).optional(),
    segment: idOf('segment').nullish(),
    channels: filledSet(z.enum(channels), channels.length).optional(),
    purpose: z.enum(consentPurposes).optional(),
    cadence: z.enum(cadences).optional(),
    offer: text(10_000).nullish(),
    firstDay: campaignDay(service.today).optional(),
    lastDay: campaignDay(service.today).nullish(),
    cost: costText(service.workspace).nullish(),
  })

/** Where a field is not valid the faults of the others are told all the same. */
export const newOwnCampaignFields = (service: Service) =>
  ownCampaignFields(service)
    .required({ name: true, kind: true, channels: true, firstDay: true })
    .superRefine(
      (said, context) => {
        for (const { path, saying } of inconsistencies(said, said, []))
          context.addIssue({ code: 'custom', path, message: saying })
      },
      { when: () => true },
    )

type OwnCampaign = typeof ownCampaigns.$inferSelect
type Judged = { [Part in 'kind' | 'cadence' | 'firstDay' | 'lastDay']?: OwnCampaign[Part] | null | undefined }

/**
 * Where the parts of a campaign do not go together.
 * @param said what the input names: a fault is told of the field that made it
 */
export function inconsistencies(
  { kind, cadence, firstDay, lastDay }: Judged,
  said: object,
  path: string[],
): Issue[] {
  const monthly =
    cadence === 'MONTHLY' && kind !== undefined && kind !== 'PLAN'
      ? [{ path: [...path, 'cadence' in said ? 'cadence' : 'kind'], saying: say('monthlyPlanOnly') }]
      : []
  if (typeof firstDay !== 'number' || typeof lastDay !== 'number' || firstDay <= lastDay) return monthly
  const days =
    'lastDay' in said
      ? { path: [...path, 'lastDay'], saying: say('beforeFirstDay') }
      : { path: [...path, 'firstDay'], saying: say('afterLastDay') }
  return [...monthly, days]
}

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenOwnCampaign = (
  { db }: Service,
  path: string[],
  { name, firstDay, lastDay }: Pick<OwnCampaign, 'name' | 'firstDay' | 'lastDay'>,
): TakenRules => ({
  own_campaigns_identity: {
    path: [...path, 'name'],
    saying: say('takenOwnCampaign'),
    kind: 'ownCampaign',
    scope: 'campaigns:read',
    holder: () =>
      db.orm
        .select({ id: ownCampaigns.id })
        .from(ownCampaigns)
        .where(
          and(
            eq(ownCampaigns.name, name),
            eq(ownCampaigns.firstDay, firstDay),
            sql`${ownCampaigns.lastDay} IS ${lastDay}`,
          ),
        ),
  },
})
