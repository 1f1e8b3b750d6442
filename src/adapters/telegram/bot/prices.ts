import { chooseModel } from '../../../application/generations/choose-model.ts';
import { type GenerationKind, priceOf, supportedOptions } from '../../../domain/models/model.ts';
import type { User } from '../../../domain/users/user.ts';
import type { BotServices } from './services.ts';

/** What one request costs with the user's own models, in credits. */
export async function defaultPrices(
  { catalogue, settings, clock }: BotServices,
  { preferences }: User,
): Promise<{ readonly [kind in GenerationKind]: number }> {
  const models = await catalogue.all();
  const current = await settings.current();
  const today = clock.now().toISOString().slice(0, 10);
  const price = (kind: GenerationKind): number => {
    const wanted = kind === 'text' ? preferences.textModel : preferences.imageModel;
    const model = chooseModel({ models, settings: current, today, kind, wanted });
    return model === undefined
      ? 0
      : Number(priceOf(model, kind, supportedOptions(model, preferences)));
  };
  return { text: price('text'), image: price('image'), edit: price('edit') };
}
