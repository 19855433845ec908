/** What a Worker without any code takes to start: the runtime's own part. */
export default { fetch: () => new Response('{}') }
