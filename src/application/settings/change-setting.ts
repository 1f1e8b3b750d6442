import type { GenerationKind } from '../../domain/models/model.ts';
import {
  defaultSettings,
  type InvalidSetting,
  parseSetting,
  type SettingName,
  settingDefinitions,
  settingNames,
} from '../../domain/settings/settings.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { writtenText } from '../../domain/shared/written-text.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';

export interface ChangeSettingCommand {
  readonly name: string;
  /** As a person types it. */
  readonly value: string;
}

export interface ChangedSetting {
  readonly name: SettingName;
  /** What held until now. */
  readonly before: string | number;
  readonly after: string | number;
}

export interface UnknownSetting {
  readonly kind: 'unknown_setting';
}

/** UTF-16 code units. */
const longestInstruction = 10_000;
const longestText = 200;

/** Settings that name a model, and what it must be able to do. */
const modelSettings: { readonly [name in SettingName]?: GenerationKind } = {
  defaultTextModel: 'text',
  defaultImageModel: 'image',
};

/**
 * An admin changes how the product works. Every process follows within seconds.
 *
 * - `unknown_setting`
 * - `invalid_setting`: the rule that the value breaks
 */
export class ChangeSetting {
  readonly #unitOfWork: UnitOfWork;

  constructor(unitOfWork: UnitOfWork) {
    this.#unitOfWork = unitOfWork;
  }

  async execute(
    command: ChangeSettingCommand,
  ): Promise<Result<ChangedSetting, UnknownSetting | InvalidSetting>> {
    const name = settingNames.find((one) => one === command.name);
    if (name === undefined) {
      return err({ kind: 'unknown_setting' });
    }
    const parsed = parse(name, writtenText(command.value));
    if (!parsed.ok) {
      return parsed;
    }
    const after = parsed.value;
    return this.#unitOfWork.run(async (scope) => {
      const before = (await scope.settings.lock(name)) ?? defaultSettings[name];
      const needed = modelSettings[name];
      if (needed !== undefined && !(await isModelFor(scope, needed, after))) {
        return err(invalid(name, `must be a model of the catalogue that can do ${needed}`));
      }
      await scope.settings.set(name, after);
      return ok({ name, before, after });
    });
  }
}

function parse(name: SettingName, value: string): Result<string | number, InvalidSetting> {
  const longest = name === 'systemInstruction' ? longestInstruction : longestText;
  return settingDefinitions[name].type === 'text' && value.length > longest
    ? err(invalid(name, `must be at most ${longest} characters`))
    : parseSetting(name, value);
}

async function isModelFor(
  { models }: Scope,
  kind: GenerationKind,
  id: string | number,
): Promise<boolean> {
  const model = (await models.lockAll()).find((one) => one.id === id);
  return model?.capabilities.includes(kind) ?? false;
}

const invalid = (name: SettingName, message: string): InvalidSetting => ({
  kind: 'invalid_setting',
  name,
  message,
});
