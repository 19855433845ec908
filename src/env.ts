import * as z from 'zod'
import { check } from './domain/input/issue-words.ts'
import { say, write } from './domain/wording/say.ts'
import { type KeyKind, keyKinds } from './lib/api-key.ts'

const list = z.string().transform(text =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(Boolean),
)

/** Signatures that the holder of the provider's public keys can check, and nobody else make. */
const signatures = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

/** Keys that come over an open line could be anybody's. */
const isSafe = (address: string) => {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  )
}

const settings = z.object({
  DATABASE_URL: z.string().min(1),
  DATABASE_TOKEN: z.string().min(1).optional(),
  /** Origins whose pages may call the API; `*` for any. */
  CORS_ORIGINS: list.default([]),
  GRAPHIQL: z.enum(['on', 'off']).default('off'),
  /** The page for people, at `/console/`. */
  CONSOLE: z.enum(['on', 'off']).default('off'),
  /** By what the identity provider knows the console; without it nobody signs in there with the provider. */
  CONSOLE_CLIENT_ID: z.string().min(1).optional(),
  /** What the console asks of the provider, words separated by spaces. */
  CONSOLE_SCOPE: z.string().min(1).default('openid'),
  /** Whether webhooks may lead to this very machine, over `http`: for trying things out. */
  WEBHOOK_LOOPBACK: z.enum(['on', 'off']).default('off'),
  QUERY_PLANS: z.enum(['on', 'off']).default('on'),
  /** Of each caller; at least what one request may cost. */
  POINTS_PER_MINUTE: z.coerce.number().int().min(20_000).default(1_800_000),
  /** What the keys that are issued here begin with says. */
  API_KEYS: z.enum(keyKinds).default('test'),
  /** Under which marks of erased persons are made: as long as such a mark. */
  TOMBSTONE_SECRET: z.string().min(32).optional(),
  JWT_ISSUER: z.string().min(1).optional(),
  JWT_AUDIENCE: z.string().min(1).optional(),
  JWT_JWKS_URL: z.string().refine(isSafe, say('notHttps')).optional(),
  JWT_ALGORITHMS: list
    .refine(names => names.length > 0, say('noSignature'))
    .refine(
      names => names.every(name => signatures.includes(name)),
      say('knowsOnly', { known: signatures.join(', ') }),
    )
    .default(['RS256', 'ES256', 'EdDSA']),
})

export interface Bindings extends Record<string, unknown> {
  NIGHT: Workflow<{ runId: number }>
  /** Bounds how often one address shows credentials that nobody knows yet. */
  STRANGERS?: RateLimit
  /** The static assets: the console's page among them. */
  ASSETS?: Fetcher
}

/** The identity provider whose access tokens are accepted. */
export interface TokenIssuer {
  issuer: string
  audience: string
  jwksUrl: string
  algorithms: string[]
}

/** How the console is offered, and how people sign in there. */
export interface ConsoleSettings {
  on: boolean
  /** Null where nobody signs in with the identity provider. */
  provider: { issuer: string; audience: string; clientId: string; scope: string } | null
}

export interface Config {
  database: { url: string; token: string | undefined }
  corsOrigins: string[]
  graphiql: boolean
  console: ConsoleSettings
  /** Whether queries run by plans; graphql-js alone answers the same. */
  queryPlans: boolean
  webhookLoopback: boolean
  keys: KeyKind
  /** How many cost points the bucket of a caller holds, and leaks in a minute. */
  pointsPerMinute: number
  tokens: TokenIssuer | null
  tombstoneSecret: string | null
}

const parsed = new WeakMap<object, Config>()

/**
 * The settings of this isolate, checked once; nothing else reads the environment.
 * @throws Error naming the setting that is missing or wrong
 */
export function configOf(env: object): Config {
  const known = parsed.get(env)
  if (known) return known
  const checked = check(settings, env)
  if ('issues' in checked)
    throw new Error(
      `Settings: ${checked.issues.map(({ path, saying }) => `${path.join('.')} ${write(saying, 'en')}`).join('; ')}.`,
    )
  const { data } = checked
  const tokens = tokenIssuer(data)
  const config: Config = {
    database: { url: data.DATABASE_URL, token: data.DATABASE_TOKEN },
    corsOrigins: data.CORS_ORIGINS,
    graphiql: data.GRAPHIQL === 'on',
    console: { on: data.CONSOLE === 'on', provider: consoleProvider(data, tokens) },
    queryPlans: data.QUERY_PLANS === 'on',
    webhookLoopback: data.WEBHOOK_LOOPBACK === 'on',
    keys: data.API_KEYS,
    pointsPerMinute: data.POINTS_PER_MINUTE,
    tokens,
    tombstoneSecret: data.TOMBSTONE_SECRET ?? null,
  }
  parsed.set(env, config)
  return config
}

function consoleProvider(
  { CONSOLE_CLIENT_ID: clientId, CONSOLE_SCOPE: scope }: z.output<typeof settings>,
  tokens: TokenIssuer | null,
): ConsoleSettings['provider'] {
  if (clientId === undefined) return null
  if (tokens === null || !isSafe(tokens.issuer))
    throw new Error('Settings: CONSOLE_CLIENT_ID takes a JWT_ISSUER that is an address, with https.')
  return { issuer: tokens.issuer, audience: tokens.audience, clientId, scope }
}

function tokenIssuer(data: z.output<typeof settings>): TokenIssuer | null {
  const {
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    JWT_JWKS_URL: jwksUrl,
    JWT_ALGORITHMS: algorithms,
  } = data
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return null
  if (issuer === undefined || audience === undefined || jwksUrl === undefined)
    throw new Error('Settings: JWT_ISSUER, JWT_AUDIENCE and JWT_JWKS_URL go together.')
  return { issuer, audience, jwksUrl, algorithms }
}
