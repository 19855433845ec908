/**
 * The Worker with its Workflows, as a deployment would upload it, in Miniflare with its inspector.
 */
import { Miniflare } from 'miniflare'

const { env } = process
const compatibilityFlags: string[] = JSON.parse(env.COMPATIBILITY_FLAGS ?? '[]')

await new Miniflare({
  name: 'holdfast',
  modules: true,
  rootPath: env.BUNDLE ?? '',
  modulesRoot: env.BUNDLE ?? '',
  scriptPath: 'worker.js',
  compatibilityDate: env.COMPATIBILITY_DATE ?? '',
  compatibilityFlags,
  bindings: { DATABASE_URL: env.DATABASE_URL ?? '' },
  workflows: { NIGHT: { name: 'holdfast-night', className: 'NightWorkflow' } },
  workflowsPersist: env.STATE ?? '',
  host: '127.0.0.1',
  port: Number(env.PORT),
  inspectorPort: Number(env.INSPECTOR_PORT),
}).ready
