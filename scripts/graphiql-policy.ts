import { createHash } from 'node:crypto'

/**
 * The page with a Content-Security-Policy of its own: it runs the scripts that stand in it and no other, and speaks
 * with its own origin alone. Whatever changes the page comes before: the policy names its scripts by their hashes.
 */
export function withPolicy(html: string): string {
  const scripts = html.matchAll(/<script>(.*?)<\/script>/gs)
  const hashes = Array.from(
    scripts,
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    // The editor checks the query in workers, whose scripts the page holds as text.
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ]
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}" />`
  const charset = '<meta charset="utf-8" />'
  if (!html.includes(charset)) throw new Error('The page has no place for its policy.')
  // No replacement patterns: they would stand in the page.
  return html.replace(charset, () => `${charset}\n    ${meta}`)
}
