import { holdingOf } from '../holdings/holdings.ts'
import type { PersonalKind } from '../service/personal-reads.ts'

/**
 * What the personal columns of each table tell of a customer, by the names of the database. Marks of erased persons,
 * what a merge or the trail keeps, and keys in other systems are left out: nobody reads them as a field of a person.
 */
export const kindsOfTables: Readonly<Record<string, PersonalKind | Readonly<Record<string, PersonalKind>>>> =
  {
    customers: {
      name: 'NAME',
      sort_name: 'NAME',
      folded_name: 'NAME',
      email: 'EMAIL',
      phone: 'PHONE',
      gender: 'GENDER',
      birth_date: 'BIRTH_DATE',
      attributes: 'ATTRIBUTES',
      tags: 'TAGS',
      restriction_reason: 'TEXT',
      scoring_objection_reason: 'TEXT',
    },
    contact_points: 'CONTACT_POINT',
    postal_addresses: 'ADDRESS',
    occasions: 'OCCASION',
    preferences: 'PREFERENCE',
    file_references: 'FILE',
    ...{ notes: 'TEXT', interactions: 'TEXT', interaction_revisions: 'TEXT', feedback: 'TEXT' },
    ...{ follow_ups: 'TEXT', exposures: 'TEXT', consents: 'TEXT', relationship_overrides: 'TEXT' },
    ...{ care_team_members: 'TEXT', channel_reachability: 'TEXT', employments: 'TEXT', surveys: 'TEXT' },
    segment_overrides: 'TEXT',
    person_requests: 'TEXT',
  }

/** What a column tells of a customer, if it is personal; a column of the database by its name there. */
export function personalKindOf(table: string, column: string): PersonalKind | null {
  const { cleared = [], removed = [] } = holdingOf(table)
  if (!cleared.includes(column) && !removed.includes(column)) return null
  const kinds = kindsOfTables[table]
  return (typeof kinds === 'string' ? kinds : kinds?.[column]) ?? null
}
