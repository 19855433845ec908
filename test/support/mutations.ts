import { getNamedType, isLeafType, isObjectType, isUnionType } from 'graphql'
import { schema } from '../../schema/index.ts'
import { formatDay } from '../../src/lib/days.ts'
import type { TestService } from './service.ts'
import type { World } from './world.ts'

export type Input = Record<string, unknown>

const fields = () => schema.getMutationType()?.getFields() ?? {}

export const mutationNames = () => Object.keys(fields())

/** The input type of a mutation. */
export const inputTypeOf = (name: string) => {
  const argument = fields()[name]?.args[0]
  if (!argument) throw new Error(`There is no mutation "${name}".`)
  return argument.type
}

/** A document that runs one mutation on `$input` and selects all that its payload says, and any error. */
export function documentOf(name: string): string {
  const union = getNamedType(fields()[name]?.type)
  if (!isUnionType(union)) throw new Error(`"${name}" answers no union.`)
  const payload = union.getTypes().find(type => type.name.endsWith('Payload'))
  const selected = Object.values(payload?.getFields() ?? {}).map(field => {
    const type = getNamedType(field.type)
    if (isLeafType(type)) return field.name
    return `${field.name} { ${isObjectType(type) && type.getFields().id ? 'id' : '__typename'} }`
  })
  return `mutation ($input: ${inputTypeOf(name)}) { ${name}(input: $input) {
    __typename ... on ${payload?.name} { ${selected.join(' ')} }
    ... on UserError { code message issues { path message } }
    ... on ConflictError { reason other }
  } }`
}

/** For each mutation an input that it takes, each with one thing said that has to be looked up. */
export function goodInputs(service: TestService, world: World, apiKey: string): Record<string, Input> {
  const day = (ahead: number) => formatDay(service.today + ahead)
  const { currency } = service.workspace
  return {
    apiKeyIssue: { name: 'New', scopes: ['customers:read'], staff: world.staff },
    apiKeyRevoke: { id: apiKey },
    campaignCreate: {
      ...{
        competitor: world.competitor,
        name: 'New',
        kind: 'OFFER',
        regions: ['HN'],
        controlRegions: ['SG'],
      },
      ...{ firstDay: day(-9), lastDay: day(9) },
    },
    campaignUpdate: {
      id: world.campaign,
      patch: { regions: ['SG'], controlRegions: ['HN'], offer: 'Cheap' },
    },
    competitorCreate: { name: 'New', regions: ['HN'] },
    competitorUpdate: { id: world.competitor, patch: { notes: 'Loud', regions: ['SG'] } },
    consentRecord: { customer: world.customer, purpose: 'CARE', given: true },
    customerCreate: {
      ...{ name: 'New', owner: world.staff, region: 'HN', regionSince: day(-1) },
      externalIds: [{ source: 'shop', externalId: 'new' }],
    },
    customerExternalIdMove: { externalId: { source: 'shop', externalId: '3' }, to: world.otherCustomer },
    customerUpdate: {
      id: world.customer,
      patch: {
        name: 'Renamed',
        region: 'SG',
        owner: world.otherStaff,
        externalIds: [{ source: 'web', externalId: '1' }],
      },
    },
    customerUpsert: {
      ...{ externalId: { source: 'shop', externalId: '2' }, name: 'Upserted', region: 'HN' },
      externalIds: [{ source: 'web', externalId: '2' }],
    },
    exposureRecord: {
      ...{ campaign: world.campaign, customer: world.customer, kind: 'APPROACHED' },
      interaction: world.interaction,
    },
    exposureUpdate: { id: world.exposure, patch: { confidence: 90, interaction: world.interaction } },
    followUpClaim: { id: world.followUps[0], staff: world.staff },
    followUpComplete: {
      id: world.otherFollowUp,
      staff: world.otherStaff,
      outcome: 'REACHED',
      channel: 'PHONE',
    },
    followUpCreate: { customer: world.customer, dueOn: day(5), owner: world.staff },
    followUpDismiss: { id: world.followUps[1], reason: 'No need' },
    followUpSnooze: { id: world.followUps[2], until: day(4) },
    followUpUpdate: { id: world.followUps[3], patch: { dueOn: day(6), owner: world.otherStaff } },
    interactionCorrect: {
      id: world.interaction,
      patch: { amount: '5', currency, lines: [{ product: 'Tea', quantity: 1, amount: '5' }] },
      reason: 'Typing error',
    },
    interactionRecord: {
      ...{
        customer: { phone: '0912345678' },
        kind: 'PURCHASE',
        amount: '12',
        currency,
        staff: world.staff,
      },
      lines: [{ product: 'Tea', quantity: 1, amount: '12' }],
    },
    nightRun: { day: day(-2) },
    regionCreate: { code: 'NEW', name: 'New', parent: 'HN' },
    regionUpdate: { id: world.otherRegion, patch: { name: 'Sài Gòn', parent: 'HN' } },
    relationshipOverrideClear: { customer: world.otherCustomer },
    relationshipOverrideSet: {
      ...{ customer: world.customer, level: 4, reason: 'An old friend', until: day(90) },
    },
    relationshipPolicyCreate: {
      patch: {
        fewUpTo: 60,
        levels: {
          many: { high: 3, medium: 2, low: 2 },
          medium: { high: 4, medium: 3, low: 2 },
          few: { high: 5, medium: 4, low: 3 },
        },
        owed: { callWithinDays: 5, contactEveryDays: 30, partnerEveryDays: 14, reviewEveryDays: 91 },
      },
      note: 'A wider few',
    },
    rfmPolicyCreate: {
      patch: { cells: [{ name: 'Best', recency: [5, 5], frequency: [5, 5], monetary: [5, 5] }] },
    },
    segmentCreate: {
      name: 'New',
      rule: { all: [{ region: { ids: [world.region] } }, { spend: { atLeast: '1' } }] },
      market: true,
    },
    segmentUpdate: {
      id: world.segment,
      patch: { rule: { vulnerability: { verdict: 'VULNERABLE', campaign: world.campaign } } },
    },
    staffMemberCreate: { name: 'New', email: 'new@example.com' },
    staffMemberUpdate: { id: world.otherStaff, patch: { name: 'Bình' } },
    valuePolicyCreate: { patch: { model: 'BG_NBD', discountPercentPerMonth: 1.5 }, note: 'Dearer money' },
    vulnerabilityPolicyCreate: { note: 'Stricter', patch: { declinePercent: 30 } },
  }
}
