import { render } from 'preact'
import { App } from './app.tsx'
import { listenToKeys } from './keyboard/shortcuts.ts'
import './look.css'
import { exchangeCode } from './session/code.ts'
import { comeBackFromProvider } from './session/provider.ts'
import { keepTheme } from './theme.ts'
import { speak } from './words/language.ts'

keepTheme()
const [refusedCode, refusedByProvider] = await Promise.all([exchangeCode(), comeBackFromProvider(), speak()])
listenToKeys()
// A fresh address in a tab that shows the page already changes nothing but the part behind the `#`.
addEventListener('hashchange', () => location.reload())
const root = document.querySelector('#root')
if (root) render(<App refused={refusedCode ? 'CODE' : refusedByProvider ? 'PROVIDER' : null} />, root)
