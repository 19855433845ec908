// Ends the script of GraphiQL's page. `graphiqlOptions` stands before it.
;(async () => {
  const root = document.querySelector('#root')
  const kept = 'holdfast.key'
  const json = { 'content-type': 'application/json' }
  const plainFetch = window.fetch.bind(window)

  /** Exchanges the code behind the `#`; it is taken out of the address before anything else happens. */
  async function exchange() {
    const code = location.hash.slice(1)
    if (code === '') return ''
    history.replaceState(null, '', location.pathname)
    const body = JSON.stringify({ code })
    const answer = await plainFetch('/local/sign-in', { method: 'POST', headers: json, body }).catch(
      () => null,
    )
    if (!answer?.ok)
      return 'This address was used already, is older than a minute, or is not whole. Get a fresh one.'
    sessionStorage.setItem(kept, (await answer.json()).key)
    return ''
  }

  async function opens(key) {
    const headers = { ...json, authorization: `Bearer ${key}` }
    const body = JSON.stringify({ query: '{ __typename }' })
    const answer = await plainFetch('/graphql', { method: 'POST', headers, body }).catch(() => null)
    return answer !== null && answer.status !== 401
  }

  function askForKey(notice) {
    const form = document.createElement('form')
    form.style.cssText = 'max-width: 36em; margin: 15vh auto; padding: 0 1em; font: 16px/1.5 sans-serif'
    form.innerHTML =
      '<h1>Holdfast</h1><p id="notice"></p><p>Nobody is signed in on this page. Where <code>npm start</code> runs, ' +
      '<code>npm run sign-in</code> prints an address that signs you in; a start with <code>--data DIR</code> takes ' +
      '<code>npm run sign-in -- --data DIR</code>.</p><p>Or put in an API key; this tab alone keeps it.</p><label>API key <input name="key" type="password" autocomplete="off" size="44" /></label> ' +
      '<button>Sign in</button>'
    form.querySelector('#notice').textContent = notice
    form.addEventListener('submit', async event => {
      event.preventDefault()
      const key = form.elements.namedItem('key').value.trim()
      if (!(await opens(key))) {
        form.querySelector('#notice').textContent = 'This key is not valid.'
        return
      }
      sessionStorage.setItem(kept, key)
      location.reload()
    })
    root.replaceChildren(form)
  }

  // A fresh address in a tab that shows the page already changes nothing but the part behind the `#`.
  window.addEventListener('hashchange', () => location.reload())
  const notice = await exchange()
  const key = sessionStorage.getItem(kept)
  if (key === null || !(await opens(key))) {
    sessionStorage.removeItem(kept)
    askForKey(notice)
    return
  }
  // GraphiQL keeps what stands in its editors; the key is given to requests alone.
  window.fetch = (input, init) => {
    const request = new Request(input, init)
    const ours = new URL(request.url).origin === location.origin
    if (ours && !request.headers.has('authorization')) request.headers.set('authorization', `Bearer ${key}`)
    return plainFetch(request)
  }
  // The tab that holds what was written last is the one to show; without a query it would be one more, and empty.
  const query = localStorage.getItem('graphiql:query') ?? graphiqlOptions.defaultQuery
  YogaGraphiQL.renderYogaGraphiQL(root, { ...graphiqlOptions, query })
})()
