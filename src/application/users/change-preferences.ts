import { supportedOptions } from '../../domain/models/model.ts';
import type { UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { Preferences, User } from '../../domain/users/user.ts';
import { chooseModel } from '../generations/choose-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelCatalogue } from '../ports/model-catalogue.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import type { UnknownUser } from './unknown-user.ts';

export interface ChangePreferencesCommand {
  readonly userId: UserId;
  readonly change: Partial<Preferences>;
}

/** The catalogue does not offer the value (any more). */
export interface UnsupportedChoice {
  readonly kind: 'unsupported_choice';
  readonly preference: 'textModel' | 'imageModel' | 'aspectRatio' | 'imageSize';
}

/**
 * Changes some of a user's preferences, checked against the catalogue.
 *
 * - `unknown_user`: nobody of this id ever wrote to the bot.
 * - `unsupported_choice`: the model is gone, or has no such ratio or size.
 */
export class ChangePreferences {
  readonly #unitOfWork: UnitOfWork;
  readonly #catalogue: ModelCatalogue;
  readonly #settings: SettingsStore;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    catalogue: ModelCatalogue,
    settings: SettingsStore,
    clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.#clock = clock;
  }

  async execute({
    userId,
    change,
  }: ChangePreferencesCommand): Promise<Result<User, UnknownUser | UnsupportedChoice>> {
    const models = await this.#catalogue.all();
    const settings = await this.#settings.current();
    const today = this.#clock.now().toISOString().slice(0, 10);
    return this.#unitOfWork.run(async (scope) => {
      const user = await scope.users.lock(userId);
      if (user === undefined) {
        return err({ kind: 'unknown_user' as const, userId });
      }
      const preferences = { ...user.preferences, ...change };
      for (const [preference, kind] of [
        ['textModel', 'text'],
        ['imageModel', 'image'],
      ] as const) {
        const wanted = change[preference];
        if (
          wanted !== undefined &&
          chooseModel({ models, settings, today, kind, wanted })?.id !== wanted
        ) {
          return err({ kind: 'unsupported_choice' as const, preference });
        }
      }
      const model = chooseModel({
        models,
        settings,
        today,
        kind: 'image',
        wanted: preferences.imageModel,
      });
      // A new model keeps the options that it offers and drops the others.
      const options = model === undefined ? {} : supportedOptions(model, preferences);
      for (const preference of ['aspectRatio', 'imageSize'] as const) {
        if (change[preference] !== undefined && options[preference] === undefined) {
          return err({ kind: 'unsupported_choice' as const, preference });
        }
      }
      const changed: User = {
        ...user,
        preferences: {
          ...preferences,
          aspectRatio: options.aspectRatio,
          imageSize: options.imageSize,
        },
      };
      await scope.users.save(changed);
      return ok(changed);
    });
  }
}
