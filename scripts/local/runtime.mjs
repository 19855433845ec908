import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'

/**
 * Runs the Worker in workerd, with its Workflows, until this process ends. Its callers reach it by a socket of its own:
 * Miniflare's entry, which stands at another port, believes headers that name another address.
 */
/** @type {import('./worker.ts').RuntimeSettings} */
const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const { bundle, host, port, state, bindings, pages, assets } = settings

await new Miniflare({
  name: 'holdfast',
  // Named one by one: else Miniflare parses the bundle to look for more.
  modules: [{ type: 'ESModule', path: join(bundle.folder, bundle.script) }],
  modulesRoot: bundle.folder,
  compatibilityDate: bundle.compatibilityDate,
  compatibilityFlags: bundle.compatibilityFlags,
  bindings,
  // From the disk: Miniflare copies what a binding holds many times over.
  serviceBindings: {
    PAGES: { disk: { path: pages, writable: false } },
    ASSETS: { disk: { path: assets, writable: false } },
  },
  workflows: { NIGHT: { name: 'holdfast-night', className: 'NightWorkflow' } },
  workflowsPersist: state,
  host: '127.0.0.1',
  unsafeDirectSockets: [{ host, port }],
  // Else it would ask Cloudflare where we are.
  cf: false,
  stripCfConnectingIp: false,
  handleRuntimeStdio(stdout, stderr) {
    stdout.pipe(process.stdout)
    stderr.pipe(process.stderr)
    // Miniflare lives on when workerd has died.
    stdout.once('end', () => process.exit(1))
  },
}).ready
