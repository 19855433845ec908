import { computed, signal } from '@preact/signals'
import type { Words } from './catalogue.ts'

export const languages = ['en', 'vi'] as const
export type Language = (typeof languages)[number]

const kept = 'holdfast.language'

const isLanguage = (name: string): name is Language => languages.some(language => language === name)

const liked = (): Language => {
  const names = [localStorage.getItem(kept) ?? '', ...navigator.languages.map(name => name.slice(0, 2))]
  return names.find(isLanguage) ?? 'en'
}

const loaders: Record<Language, () => Promise<Words>> = {
  en: () => import('./en.ts').then(module => module.en),
  vi: () => import('./vi.ts').then(module => module.vi),
}

export const language = signal<Language>('en')
const loaded = signal<Words | null>(null)

/** Everything that the page says, in the reader's language. It is there before anything is shown. */
export const words = computed<Words>(() => {
  if (loaded.value === null) throw new Error('Nothing can be said before a language is loaded.')
  return loaded.value
})

/** The language's words first, then the language: nothing is said half in one and half in the other. */
export async function speak(name: Language = liked()): Promise<void> {
  const found = await loaders[name]()
  localStorage.setItem(kept, name)
  document.documentElement.lang = name
  loaded.value = found
  language.value = name
}

/** How numbers and days are written. */
export const locale = computed(() => (language.value === 'vi' ? 'vi-VN' : 'en-GB'))
