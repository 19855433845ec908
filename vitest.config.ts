import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const everywhere = {
  setupFiles: ['./test/support/closing.ts'],
  ...{ testTimeout: 30_000, hookTimeout: 60_000 },
}

/** Vite would load the ES module build beside the CommonJS one that Pothos gets from Node: two schemas' worlds. */
const oneGraphql = { graphql: fileURLToPath(new URL('./node_modules/graphql/index.js', import.meta.url)) }

const onNode = (name: string) => ({
  resolve: { alias: oneGraphql },
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node' as const, ...everywhere },
})

/** Files that leave nothing behind in the modules that they share: to load those takes longer than many a file. */
const sharing = {
  ...onNode('node'),
  test: {
    ...onNode('node').test,
    include: ['test/{unit,domain,contract}/**/*.test.ts'],
    isolate: false,
  },
}

/** What `npm start` does, on processes and ports of its own: slow. */
const local = {
  ...onNode('local'),
  test: { ...onNode('local').test, testTimeout: 120_000, hookTimeout: 120_000 },
}

/** What people do in a browser, all of it on one server. */
const browser = {
  ...onNode('browser'),
  test: { ...onNode('browser').test, testTimeout: 60_000, hookTimeout: 120_000 },
}

/** Short files of long work, beside those of the project `local`. */
const slow = [
  ...['contract/reach', 'domain/paging', 'domain/night-against-raw', 'domain/reports/online-retail'],
  ...['domain/vulnerability/determinism', 'domain/vulnerability/against-reference', 'domain/filters/paging'],
  ...['domain/vulnerability/written-facts', 'domain/import/dry-run', 'domain/execution/execution'],
]

/** The slowest files come first, so that no worker has nothing to do while another one is at them. */
class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const sorted = await super.sort(files)
    const isSlow = ({ project, moduleId }: TestSpecification) =>
      project.name === 'local' || slow.some(name => moduleId.endsWith(`/test/${name}.test.ts`))
    return [...sorted.filter(isSlow), ...sorted.filter(file => !isSlow(file))]
  }
}

export default defineConfig({
  test: {
    // One database server for all projects; each test file has databases of its own.
    globalSetup: './test/support/server/global-setup.ts',
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
    // The Worker logs each request; what a failed test logged is shown.
    silent: 'passed-only',
    projects: [
      sharing,
      local,
      browser,
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                DATABASE_URL: `${inject('gateway')}worker/`,
                QUERY_PLANS: process.env.QUERY_PLANS ?? 'on',
                TOMBSTONE_SECRET: 'a secret of at least thirty-two characters',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          // All files see one Worker, so each in turn gives it a new database; loaded once, it lasts for all.
          maxWorkers: 1,
          isolate: false,
          sequence: { groupOrder: 1 },
          ...everywhere,
        },
      },
    ],
  },
})
