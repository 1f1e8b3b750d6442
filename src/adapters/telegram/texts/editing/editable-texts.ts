import type {
  ContentCatalogue,
  ContentEntry,
  UnusableOverride,
} from '../../../../application/ports/content-catalogue.ts';
import {
  type ContentGroup,
  type ContentOverride,
  type ContentProblem,
  contentGroups,
} from '../../../../domain/content/content.ts';
import { ok, type Result } from '../../../../domain/shared/result.ts';
import type { Language } from '../../../../domain/users/user.ts';
import { bundleWith, useBundles } from '../bundles.ts';
import type { MessageKey } from '../messages.ts';
import { type CheckedText, checkText } from './check-text.ts';
import { defaultTexts } from './default-texts.ts';
import { descriptions } from './descriptions.ts';
import { variablesOf } from './examples.ts';
import { maxShownLengthOf } from './limits.ts';

interface EditableText extends ContentEntry {
  readonly key: MessageKey;
}

const entries: readonly EditableText[] = contentGroups.flatMap((group) =>
  Object.entries(descriptions[group]).map(([key, description]) =>
    entryOf(key as MessageKey, group, description),
  ),
);
const byKey: ReadonlyMap<string, EditableText> = new Map(entries.map((one) => [one.key, one]));

/** The bot's texts in Fluent's syntax. What is in use is one for the process: see bundles.ts. */
export class EditableTexts implements ContentCatalogue {
  /** What is in use, to compare: most rounds bring nothing new. */
  #inUse: string | undefined;
  #unusable: readonly UnusableOverride[] = [];

  entries(): readonly ContentEntry[] {
    return entries;
  }

  find(key: string): ContentEntry | undefined {
    return byKey.get(key);
  }

  check(key: string, language: Language, text: string): Result<string, ContentProblem> {
    const entry = byKey.get(key);
    if (entry === undefined) {
      throw new Error(`Cannot check a text for ${key} as there is no such entry`);
    }
    const checked = checkText(entry.key, language, text);
    return checked.ok ? ok(checked.value.shown) : checked;
  }

  use(overrides: readonly ContentOverride[]): readonly UnusableOverride[] {
    const wanted = JSON.stringify(overrides);
    if (wanted !== this.#inUse) {
      const tried = overrides.map((override) => ({ override, checked: checkOverride(override) }));
      const bundleOf = (language: Language) =>
        bundleWith(
          language,
          tried.flatMap(({ override, checked }) =>
            override.language === language && checked?.ok ? [checked.value.resource] : [],
          ),
        );
      useBundles({ ru: bundleOf('ru'), en: bundleOf('en') });
      this.#unusable = tried.flatMap(({ override, checked }) =>
        checked?.ok ? [] : [{ override, problem: checked?.error }],
      );
      this.#inUse = wanted;
    }
    return this.#unusable;
  }
}

/** Undefined when this release has no such text. */
function checkOverride({
  key,
  language,
  text,
}: ContentOverride): Result<CheckedText, ContentProblem> | undefined {
  const entry = byKey.get(key);
  return entry && checkText(entry.key, language, text);
}

function entryOf(key: MessageKey, group: ContentGroup, description: string): EditableText {
  const defaultOf = (language: Language) => {
    const text = defaultTexts[language].get(key);
    if (text === undefined) {
      throw new Error(`Cannot offer ${key} as ${language}.ftl lacks it`);
    }
    return text;
  };
  return {
    key,
    group,
    description,
    variables: variablesOf(key),
    maxShownLength: maxShownLengthOf(key),
    defaults: { ru: defaultOf('ru'), en: defaultOf('en') },
  };
}
