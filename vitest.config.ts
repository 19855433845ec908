import { existsSync } from 'node:fs'
import { cloudflareTest } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'

const patience = { testTimeout: 20_000, hookTimeout: 20_000 }

const onNode = (name: string) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node' as const, ...patience },
})

export default defineConfig({
  test: {
    // One database server for all projects; each test file has databases of its own.
    globalSetup: './test/support/global-setup.ts',
    maxWorkers: 2,
    projects: [
      onNode('unit'),
      onNode('domain'),
      onNode('contract'),
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            ...(existsSync('wrangler.toml') ? { wrangler: { configPath: './wrangler.toml' } } : {}),
            miniflare: {
              ...(existsSync('wrangler.toml')
                ? {}
                : { compatibilityDate: '2026-04-01', compatibilityFlags: ['nodejs_compat'] }),
              bindings: { DATABASE_URL: `${inject('gateway')}worker/` },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          // All files see one Worker, so each in turn gives it a new database.
          maxWorkers: 1,
          ...patience,
        },
      },
    ],
  },
})
