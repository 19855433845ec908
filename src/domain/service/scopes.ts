/** What a caller may do, per noun and verb. `personal` opens the fields that identify a person. */
export const scopes = [
  'customers:read',
  'customers:write',
  'customers:personal',
  'interactions:read',
  'interactions:write',
  'regions:read',
  'regions:write',
  'staff:read',
  'staff:write',
  'competitors:read',
  'competitors:write',
  'campaigns:read',
  'campaigns:write',
  'exposures:read',
  'exposures:write',
  'vulnerability:read',
  'relationships:read',
  'relationships:write',
  'reports:read',
  'policies:read',
  'policies:write',
  'segments:read',
  'segments:write',
  'follow-ups:read',
  'follow-ups:write',
  'feedback:read',
  'feedback:write',
  'privacy:export',
  'privacy:erase',
  'privacy:read',
  'privacy:write',
  'personal-reads:read',
  'imports:read',
  'nights:read',
  'nights:run',
  'api-keys:read',
  'api-keys:write',
  'webhooks:read',
  'webhooks:write',
  'schema:introspect',
] as const

export type Scope = (typeof scopes)[number]

const known: ReadonlySet<string> = new Set(scopes)

export function isScope(text: string): text is Scope {
  return known.has(text)
}

/** Which customers a caller sees: all, those of its staff member, alone or with those of its care teams, those of some regions. */
export const reaches = ['WORKSPACE', 'OWNED', 'TEAM', 'REGION'] as const

export type Reach = (typeof reaches)[number]

/** Whether a caller of this reach sees customers through the staff member that it stands for, and acts for that one alone. */
export const isPersonal = (reach: Reach) => reach === 'OWNED' || reach === 'TEAM'

/** What belongs to the whole workspace: whoever sees only some customers cannot hold these. */
const workspaceScopes: ReadonlySet<Scope> = new Set<Scope>([
  'regions:write',
  'staff:write',
  'competitors:write',
  'campaigns:write',
  'segments:write',
  'privacy:export',
  'privacy:erase',
  'privacy:write',
  'personal-reads:read',
  'imports:read',
  'nights:run',
  'reports:read',
  'policies:write',
  'api-keys:read',
  'api-keys:write',
])

/** Whether a caller of this reach can hold the scope. */
export const fitsReach = (scope: Scope, reach: Reach) => reach === 'WORKSPACE' || !workspaceScopes.has(scope)

/** The scopes that a credential gives: known ones that fit its reach. */
export const effectiveScopes = (granted: readonly string[], reach: Reach): ReadonlySet<Scope> =>
  new Set(granted.filter(isScope).filter(scope => fitsReach(scope, reach)))
