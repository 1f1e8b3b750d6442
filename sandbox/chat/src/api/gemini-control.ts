import type { MagicWord, Rule, ScriptState } from '../../../gemini/control-api.ts';
import { call } from './http.ts';

export type { MagicWord, Rule } from '../../../gemini/control-api.ts';

const BASE = '/sim/gemini';

/** The calls of the Gemini stand-in's control API that the page makes. All reject with ControlError. */
export const geminiControl = {
  rules: () => call<ScriptState>('GET', `${BASE}/script`).then(({ rules }) => rules),
  replaceRules: (rules: readonly Rule[]) =>
    call<ScriptState>('POST', `${BASE}/script`, { mode: 'replace', rules }),
  magicWords: () =>
    call<{ magicWords: MagicWord[] }>('GET', `${BASE}/magic-words`).then(
      ({ magicWords }) => magicWords,
    ),
};
