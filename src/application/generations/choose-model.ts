import { type GenerationKind, isUsable, type Model } from '../../domain/models/model.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { ModelId } from '../../domain/shared/ids.ts';

export interface ModelChoice {
  readonly models: readonly Model[];
  readonly settings: Settings;
  /** ISO date. */
  readonly today: string;
  readonly kind: GenerationKind;
  readonly wanted: ModelId | undefined;
}

/** The wanted model if it can be used, else the default, else the first that can. */
export function chooseModel({
  models,
  settings,
  today,
  kind,
  wanted,
}: ModelChoice): Model | undefined {
  const usable = models
    .filter((model) => isUsable(model, kind, today))
    .toSorted((a, b) => a.position - b.position);
  const preset = kind === 'text' ? settings.defaultTextModel : settings.defaultImageModel;
  return (
    usable.find((model) => model.id === wanted) ??
    usable.find((model) => model.id === preset) ??
    usable[0]
  );
}
