import { formatDay } from '../../../lib/days.ts'
import { encodeId } from '../../../lib/ids.ts'
import type { Rule, Window } from './rule.ts'

/** A stored rule in the form in which it was given: opaque ids and days as text. `ruleSchema` reads it back. */
export function writeRule(rule: Rule): unknown {
  const { all, any, not, region, spend, purchases, vulnerability } = rule
  return {
    ...rule,
    ...(all && { all: all.map(writeRule) }),
    ...(any && { any: any.map(writeRule) }),
    ...(not && { not: writeRule(not) }),
    ...(region && { region: { ...region, ids: region.ids.map(id => encodeId('region', id)) } }),
    ...(spend && { spend: { ...spend, ...writeWindow(spend) } }),
    ...(purchases && { purchases: { ...purchases, ...writeWindow(purchases) } }),
    ...(vulnerability?.campaign === undefined
      ? {}
      : { vulnerability: { ...vulnerability, campaign: encodeId('campaign', vulnerability.campaign) } }),
  }
}

const writeWindow = ({ from, until }: Window) => ({
  ...(from === undefined ? {} : { from: formatDay(from) }),
  ...(until === undefined ? {} : { until: formatDay(until) }),
})
