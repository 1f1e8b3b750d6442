import type {
  CallOptions,
  GenerativeModel,
  ModelAnswer,
  ModelRequest,
} from '../../application/ports/generative-model.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { ModelId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';

export interface ModelRouterOptions {
  readonly gemini: GenerativeModel;
  /** Absent unless Google Cloud is configured. */
  readonly imagen?: GenerativeModel | undefined;
}

/** Sends each request to the backend of its model's family. */
export class ModelRouter implements GenerativeModel {
  readonly #gemini: GenerativeModel;
  readonly #imagen: GenerativeModel | undefined;

  constructor({ gemini, imagen }: ModelRouterOptions) {
    this.#gemini = gemini;
    this.#imagen = imagen;
  }

  async generate(
    request: ModelRequest,
    options: CallOptions,
  ): Promise<Result<ModelAnswer, GenerationFailure>> {
    if (request.model.family === 'gemini') {
      return this.#gemini.generate(request, options);
    }
    // Not served here, as a retired model is not: the caller turns to its fallback.
    return this.#imagen?.generate(request, options) ?? err({ kind: 'model_retired' });
  }

  async available(): Promise<Result<readonly ModelId[], GenerationFailure>> {
    const gemini = await this.#gemini.available();
    if (!gemini.ok || this.#imagen === undefined) {
      return gemini;
    }
    const imagen = await this.#imagen.available();
    return imagen.ok ? ok([...gemini.value, ...imagen.value]) : imagen;
  }
}
