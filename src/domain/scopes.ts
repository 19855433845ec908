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
  'segments:read',
  'segments:write',
  'follow-ups:read',
  'follow-ups:write',
  'nights:read',
  'nights:run',
  'api-keys:read',
  'api-keys:write',
  'schema:introspect',
] as const

export type Scope = (typeof scopes)[number]

const known: ReadonlySet<string> = new Set(scopes)

export function isScope(text: string): text is Scope {
  return known.has(text)
}
