import fc from 'fast-check'
import type { FieldTable, Relation } from '../../../src/domain/filters/field.ts'
import type { Workspace } from '../../../src/domain/service/service.ts'
import { conjunction, disjunction, leafOf, negation, pick, type Truth, textLeaf } from './leaves.ts'
import { computed, ownLeaves, type Row, type RowLeaf, spellings } from './meanings.ts'
import type { World } from './world.ts'

/** A condition as a caller writes it, and what it means: Kleene's strong logic, as plainly as it can be said. */
export interface Question {
  asked: Readonly<Record<string, unknown>>
  truth(row: Row, world: World): Truth
  /** How many fields it asks about. */
  leaves: number
}

/** Of which tables a world has rows. */
export const rowsOf = (world: World): Record<string, readonly Row[]> => ({
  ...{ Customer: world.customers, ExternalId: world.externalIds, Interaction: world.interactions },
  ...{ Exposure: world.exposures, FollowUp: world.followUps, Consent: world.consents },
  ContactPoint: world.contactPoints,
  // It has its interaction's id.
  FeedbackItem: world.feedback.map(row => ({ ...row, interactionId: row.id })),
  Survey: world.surveys,
  ...{ OwnCampaign: world.ownCampaigns, Touch: world.touches },
  PersonRequest: world.personRequests,
  PostalAddress: world.postalAddresses,
  ...{ Occasion: world.occasions, Preference: world.preferences, Note: world.notes },
  ...{ FileReference: world.fileReferences, CareTeamMember: world.careTeam },
  ...{ ChannelReachability: world.reachability, Employment: world.employments },
  SegmentSnapshotMember: world.frozenMembers,
  ...{ SegmentMembership: world.memberships, Competitor: world.competitors, Campaign: world.campaigns },
  ...{ VulnerabilitySnapshot: world.snapshots, VulnerabilityMember: world.members },
})

/** Fields that a test of their own asks about: what rests on snapshots is in that of the segments' rules. */
const askedElsewhere = new Set(['Customer.vulnerability'])

/** Random conditions over the rows of tables, to a depth. */
export function questions(workspace: Workspace) {
  const leaves = new Map<FieldTable, fc.Arbitrary<Question>>()
  const conditions = new Map<string, fc.Arbitrary<Question>>()

  function fieldOf(table: FieldTable, name: string): fc.Arbitrary<Question> | [] {
    const place = `${table.name}.${name}`
    const field = table.fields[name]
    if (!field || askedElsewhere.has(place)) return []
    const own: fc.Arbitrary<RowLeaf> | undefined = ownLeaves[place]
    const value = computed[place] ?? ((row: Row) => row[name])
    const nullable = 'test' in field.read({ empty: true }, workspace)
    const spelling = spellings[place]
    const leaf =
      own ??
      (spelling ? textLeaf(nullable, spelling) : leafOf(field.input, nullable)).map(
        ({ asked, truth }): RowLeaf => ({ asked, truth: (row, world) => truth(value(row, world)) }),
      )
    return leaf.map(({ asked, truth }) => ({ asked: { [name]: asked }, truth, leaves: 1 }))
  }

  function leafOfTable(table: FieldTable): fc.Arbitrary<Question> {
    const made =
      leaves.get(table) ?? fc.oneof(...Object.keys(table.fields).flatMap(name => fieldOf(table, name)))
    leaves.set(table, made)
    return made
  }

  /** @param trail the tables on the way there, to which no condition leads back */
  function conditionOf(
    table: FieldTable,
    depth: number,
    trail: readonly FieldTable[],
  ): fc.Arbitrary<Question> {
    const leaf = leafOfTable(table)
    if (depth === 0) return leaf
    const key = `${trail.map(({ name }) => name)} ${depth}`
    const made = conditions.get(key) ?? compound(table, leaf, depth, trail)
    conditions.set(key, made)
    return made
  }

  function compound(
    table: FieldTable,
    leaf: fc.Arbitrary<Question>,
    depth: number,
    trail: readonly FieldTable[],
  ): fc.Arbitrary<Question> {
    const inner = conditionOf(table, depth - 1, trail)
    const several = fc.array(inner, { minLength: 1, maxLength: 3 })
    const related = Object.entries(table.relations)
      .filter(([, relation]) => !trail.includes(relation.to()))
      .map(([name, relation]) => relatedOf(table, name, relation, depth - 1, trail))
    return fc.oneof(
      { weight: 3, arbitrary: leaf },
      fc.tuple(leaf, inner).map(([one, other]) => both(one, other)),
      several.map(
        (of): Question => ({
          asked: { all: of.map(({ asked }) => asked) },
          truth: (row, world) => conjunction(of.map(({ truth }) => truth(row, world))),
          leaves: sum(of),
        }),
      ),
      several.map(
        (of): Question => ({
          asked: { any: of.map(({ asked }) => asked) },
          truth: (row, world) => disjunction(of.map(({ truth }) => truth(row, world))),
          leaves: sum(of),
        }),
      ),
      inner.map(
        (of): Question => ({
          asked: { not: of.asked },
          truth: (row, world) => negation(of.truth(row, world)),
          leaves: of.leaves,
        }),
      ),
      ...(related.length > 0 ? [{ weight: 3, arbitrary: fc.oneof(...related) }] : []),
    )
  }

  function relatedOf(
    table: FieldTable,
    name: string,
    relation: Relation,
    depth: number,
    trail: readonly FieldTable[],
  ): fc.Arbitrary<Question> {
    const to = relation.to()
    const inner = conditionOf(to, depth, [...trail, to])
    const rows = (world: World) => (rowsOf(world)[to.name] ?? []).filter(row => row.sealedAt !== null)
    if (!relation.many)
      return inner.map(({ asked, truth, leaves }) => ({
        asked: { [name]: asked },
        truth: (row, world) => {
          const found = rows(world).find(({ id }) => id === row[`${name}Id`])
          return found ? truth(found, world) : null
        },
        leaves,
      }))
    const key = name === 'contacts' ? 'organisationId' : `${table.name.toLowerCase()}Id`
    return fc
      .tuple(pick(['some', 'none', 'every'] as const), inner)
      .map(([quantifier, { asked, truth, leaves }]) => ({
        asked: { [name]: { [quantifier]: asked } },
        truth: (row, world) => {
          const truths = rows(world)
            .filter(one => one[key] === row.id)
            .map(one => truth(one, world))
          if (quantifier === 'every') return conjunction(truths)
          return quantifier === 'some' ? disjunction(truths) : negation(disjunction(truths))
        },
        leaves,
      }))
  }

  return (table: FieldTable, depth: number): fc.Arbitrary<Question> =>
    conditionOf(table, depth, [table])
      .filter(({ leaves: count }) => count <= 40)
      .map(one => ({ ...one, [fc.toStringMethod]: () => JSON.stringify(one.asked) }))
}

const sum = (of: readonly Question[]) => of.reduce((all, { leaves }) => all + leaves, 0)

/** Parts of one object must all hold; of one name the first stands alone. */
function both(one: Question, other: Question): Question {
  if (Object.keys(one.asked).some(name => name in other.asked)) return one
  return {
    asked: { ...one.asked, ...other.asked },
    truth: (row, world) => conjunction([one.truth(row, world), other.truth(row, world)]),
    leaves: one.leaves + other.leaves,
  }
}
