import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** An identity provider of this machine that lets everybody in as one person. */
export interface Provider {
  /** What a start of the API takes to accept its tokens, and the console to lead there. */
  settings: Record<string, string>
  /** What the sign-ins brought along, newest last. */
  asked: URLSearchParams[]
  close: () => void
}

/**
 * Speaks the code flow with a proof key (RFC 7636): who brings no verifier of the challenge gets no token.
 * @param subject who everybody is
 */
export async function openProvider(subject: string): Promise<Provider> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }]
  const asked: URLSearchParams[] = []
  const tokenFor = (issuer: string) =>
    new SignJWT({ scope: 'role:care' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt' })
      .setIssuer(issuer)
      .setAudience('holdfast')
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)

  const server = createServer(async (request, response) => {
    const issuer = `http://${request.headers.host}`
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer)
    const json = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
        .end(JSON.stringify(body))
    if (pathname === '/.well-known/openid-configuration')
      return json(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
      })
    if (pathname === '/keys') return json(200, { keys })
    if (pathname === '/authorize') {
      asked.push(searchParams)
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({ code: 'once', state: searchParams.get('state') ?? '' }).toString()
      return response.writeHead(302, { location: back.href }).end()
    }
    let body = ''
    for await (const chunk of request) body += chunk
    const verifier = new URLSearchParams(body).get('code_verifier') ?? ''
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    if (challenge !== asked.at(-1)?.get('code_challenge')) return json(400, { error: 'invalid_grant' })
    return json(200, { access_token: await tokenFor(issuer), token_type: 'Bearer' })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`
  return {
    settings: {
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: 'holdfast',
      JWT_JWKS_URL: `${issuer}/keys`,
      CONSOLE_CLIENT_ID: 'console',
    },
    asked,
    close: () => void server.close(),
  }
}
