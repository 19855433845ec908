import type { Spoken } from '../wording/language.ts'
import { effectiveScopes, fitsReach, type Reach, type Scope, scopes } from './scopes.ts'

interface Role {
  told: Spoken
  scopes: readonly Scope[]
}

const reading = [
  ...(['customers:read', 'interactions:read', 'regions:read', 'staff:read', 'segments:read'] as const),
  ...(['relationships:read', 'vulnerability:read', 'campaigns:read', 'competitors:read'] as const),
  ...(['exposures:read', 'follow-ups:read', 'feedback:read'] as const),
] as const satisfies Scope[]

/** What is for programs and administrators alone. */
const technical: ReadonlySet<Scope> = new Set<Scope>([
  ...(['api-keys:read', 'api-keys:write', 'webhooks:read', 'webhooks:write'] as const),
  ...(['nights:run', 'schema:introspect'] as const),
])

/**
 * Presets of scopes, by the word that stands for them wherever scopes are granted: to a key, in a token of the identity
 * provider.
 */
export const roles = {
  'role:owner': {
    told: { en: 'Owner: everything', vi: 'Chủ doanh nghiệp: mọi quyền' },
    scopes,
  },
  'role:sales': {
    told: {
      en: 'Sales: customers, what happens with them, competitors, follow-ups',
      vi: 'Bán hàng: khách hàng, tương tác, đối thủ, việc chăm sóc',
    },
    scopes: [
      ...reading,
      ...(['customers:write', 'customers:personal', 'interactions:write', 'exposures:write'] as const),
      ...(['relationships:write', 'follow-ups:write', 'feedback:write'] as const),
    ],
  },
  'role:care': {
    told: {
      en: 'Care: customers, what happens with them, follow-ups, feedback',
      vi: 'Chăm sóc: khách hàng, tương tác, việc chăm sóc, phản hồi',
    },
    scopes: [
      ...(['customers:read', 'customers:write', 'customers:personal', 'regions:read', 'staff:read'] as const),
      ...(['interactions:read', 'interactions:write', 'relationships:read', 'segments:read'] as const),
      ...(['follow-ups:read', 'follow-ups:write', 'feedback:read', 'feedback:write'] as const),
    ],
  },
  'role:marketing': {
    told: {
      en: 'Marketing: segments, campaigns, competitors, reports; nobody by name',
      vi: 'Tiếp thị: phân khúc, chiến dịch, đối thủ, báo cáo; không xem danh tính',
    },
    scopes: [
      ...reading,
      ...(['segments:write', 'campaigns:write', 'competitors:write', 'exposures:write'] as const),
      ...(['reports:read', 'policies:read', 'nights:read'] as const),
    ],
  },
  'role:small-shop': {
    told: {
      en: 'Small shop: all but keys, webhooks and what is technical',
      vi: 'Cửa hàng nhỏ: mọi quyền trừ khóa, webhook và phần kỹ thuật',
    },
    scopes: scopes.filter(scope => !technical.has(scope)),
  },
} as const satisfies Readonly<Record<`role:${string}`, Role>>

export type RoleName = keyof typeof roles

export const isRole = (word: string): word is RoleName => Object.hasOwn(roles, word)

/** The scopes of a role, as far as a caller of this reach can hold them. */
export const scopesOfRole = (role: RoleName, reach: Reach): Scope[] =>
  roles[role].scopes.filter(scope => fitsReach(scope, reach))

/** The scopes that the words of a token give: scopes and roles, as they are today. */
export const grantedScopes = (words: readonly string[], reach: Reach): ReadonlySet<Scope> =>
  effectiveScopes(
    words.flatMap(word => (isRole(word) ? scopesOfRole(word, reach) : [word])),
    reach,
  )
