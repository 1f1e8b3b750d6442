import { deservesFallback, type GenerationFailure } from '../../domain/generations/failure.ts';
import type { Generation } from '../../domain/generations/generation.ts';
import { isUsable, type Model, supportedOptions } from '../../domain/models/model.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { OperatorAlerts } from '../notices/operator-alerts.ts';
import type { Clock } from '../ports/clock.ts';
import type { GenerativeModel, ModelAnswer } from '../ports/generative-model.ts';
import type { ImageProcessor } from '../ports/image-processor.ts';
import type { Logger } from '../ports/logger.ts';
import type { Progress } from '../ports/messenger.ts';
import type { ModelCatalogue } from '../ports/model-catalogue.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { Scope } from '../ports/unit-of-work.ts';
import type { UserFiles } from '../ports/user-files.ts';
import { conversationTurns, type LoadedInput, loadInputs, questionTurns } from './compose-turns.ts';

export interface AskModelDependencies {
  readonly scope: Scope;
  readonly catalogue: ModelCatalogue;
  readonly settings: SettingsStore;
  readonly model: GenerativeModel;
  readonly files: UserFiles;
  readonly images: ImageProcessor;
  readonly alerts: OperatorAlerts;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Answered {
  readonly answer: ModelAnswer;
  /** The model that answered: the one asked for, or a fallback. */
  readonly model: Model;
}

/**
 * Puts a generation's question to its model, and to the model's fallbacks while they may do better.
 * Returns any `GenerationFailure` of the ports it uses; `canceled` when the signal was aborted.
 */
export class AskModel {
  readonly #use: AskModelDependencies;

  constructor(dependencies: AskModelDependencies) {
    this.#use = dependencies;
  }

  async execute(
    generation: Generation,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Result<Answered, GenerationFailure>> {
    const { scope, settings, files, images, catalogue } = this.#use;
    const { contextTokens, systemInstruction } = await settings.current();
    const [history, inputs] = await Promise.all([
      conversationTurns(scope, generation, contextTokens),
      loadInputs(generation.inputs, { scope, files, images }, signal),
    ]);
    if (!inputs.ok) {
      return signal.aborted ? err({ kind: 'canceled' }) : inputs;
    }
    let failure: GenerationFailure = { kind: 'model_retired' };
    const tried = new Set<string>();
    let model = await catalogue.find(generation.modelId);
    while (model !== undefined && !tried.has(model.id)) {
      tried.add(model.id);
      const answer = await this.#use.model.generate(
        {
          model,
          kind: generation.kind,
          turns: [...history, ...questionTurns(generation.prompt, inputs.value, model)],
          options: supportedOptions(model, generation.options),
          systemInstruction: generation.kind === 'text' ? systemInstruction : undefined,
        },
        { signal, onText: (soFar) => progress.text(soFar) },
      );
      if (answer.ok) {
        return ok({ answer: answer.value, model });
      }
      failure = answer.error;
      this.#report(generation, model, failure);
      model = await this.#fallbackOf(model, failure, generation, inputs.value);
    }
    return err(failure);
  }

  async #fallbackOf(
    model: Model,
    failure: GenerationFailure,
    generation: Generation,
    inputs: readonly LoadedInput[],
  ): Promise<Model | undefined> {
    if (!deservesFallback(failure) || model.fallback === undefined) {
      return undefined;
    }
    const fallback = await this.#use.catalogue.find(model.fallback);
    const today = this.#use.clock.now().toISOString().slice(0, 10);
    return fallback !== undefined &&
      isUsable(fallback, generation.kind, today) &&
      inputs.length <= fallback.maxInputImages
      ? fallback
      : undefined;
  }

  #report(generation: Generation, model: Model, failure: GenerationFailure): void {
    if (failure.kind === 'canceled') {
      return;
    }
    this.#use.logger.warn('model_failed', {
      generationId: generation.id,
      modelId: model.id,
      failure: failure.kind,
    });
    this.#use.alerts.consider(failure, model.id);
  }
}
