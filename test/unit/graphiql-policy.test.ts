import { createHash } from 'node:crypto'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { expect, test } from 'vitest'
import { withPolicy } from '../../scripts/graphiql-policy.ts'

const policyOf = (html: string) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''

test('the page may run the scripts that stand in it, and no other', () => {
  const page = '<head><meta charset="utf-8" /></head><script>one()</script><script>$&two()</script>'
  const hash = (script: string) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`
  expect(policyOf(withPolicy(page))).toContain(`script-src ${hash('one()')} ${hash('$&two()')};`)
})

test('GraphiQL has one script, and speaks with its own origin alone', () => {
  const policy = policyOf(withPolicy(renderGraphiQL({ endpoint: '/graphql' })))
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/]+='; /)
  expect(policy).toContain("connect-src 'self'")
})
