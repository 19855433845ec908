import { missed } from '../api/ask.ts'
import { Button } from '../kit/button.tsx'
import { sayWrong } from '../kit/toasts.tsx'
import { endSession } from '../session/session.ts'
import { viewer } from '../session/viewer.ts'
import { theme, themes } from '../theme.ts'
import { language, languages, speak, words } from '../words/language.ts'

/** Who is here, the language, the looks, the keys, and the way out. */
export function Settings({ onHelp }: { onHelp: () => void }) {
  const said = words.value.shell
  return (
    <details class="settings">
      <summary dir="auto">{viewer.value?.staff?.name ?? viewer.value?.name ?? said.settings}</summary>
      <div class="menu">
        <fieldset>
          <legend>{said.language}</legend>
          {languages.map(name => (
            <Button
              key={name}
              pressed={language.value === name}
              look="quiet"
              onPress={() => speak(name).catch(() => sayWrong(missed()))}
            >
              <span lang={name}>{said.languages[name]}</span>
            </Button>
          ))}
        </fieldset>
        <fieldset>
          <legend>{said.theme}</legend>
          {themes.map(name => (
            <Button
              key={name}
              pressed={theme.value === name}
              look="quiet"
              onPress={() => {
                theme.value = name
              }}
            >
              {said.themes[name]}
            </Button>
          ))}
        </fieldset>
        <Button look="quiet" keys="?" onPress={onHelp}>
          {words.value.help.title}
        </Button>
        <Button look="quiet" onPress={() => endSession('SIGNED_OUT')}>
          {said.signOut}
        </Button>
      </div>
    </details>
  )
}
