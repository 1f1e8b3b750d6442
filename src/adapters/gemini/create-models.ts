import type { Clock } from '../../application/ports/clock.ts';
import type { GenerativeModel } from '../../application/ports/generative-model.ts';
import type { Logger } from '../../application/ports/logger.ts';
import { type CallLimits, defaultCallLimits } from './call-limits.ts';
import { CallRunner } from './call-runner.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { GeminiClient, type GeminiClientOptions } from './gemini-client.ts';
import { GeminiModel } from './gemini-model.ts';
import { ImagenClient, type ImagenClientOptions } from './imagen-client.ts';
import { ImagenModel } from './imagen-model.ts';
import { ModelRouter, type ModelRouterOptions } from './model-router.ts';
import { systemTimers, type Timers } from './timers.ts';

/** What every backend needs besides its own address and key. */
export interface ModelRuntime {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timers?: Timers | undefined;
  /** In [0, 1); spreads retries. */
  readonly random?: (() => number) | undefined;
  readonly limits?: Partial<CallLimits> | undefined;
}

/** The Gemini family behind an API key. */
export function createGeminiModel(options: GeminiClientOptions & ModelRuntime): GenerativeModel {
  return new GeminiModel({ client: new GeminiClient(options), ...boundsOf(options) });
}

/** The Imagen family on Google Cloud. */
export function createImagenModel(options: ImagenClientOptions & ModelRuntime): GenerativeModel {
  return new ImagenModel({ client: new ImagenClient(options), ...boundsOf(options) });
}

/** One model port over both backends. */
export function createModelRouter(options: ModelRouterOptions): GenerativeModel {
  return new ModelRouter(options);
}

function boundsOf({
  logger,
  clock,
  timers = systemTimers,
  random = Math.random,
  limits: overrides,
}: ModelRuntime): { runner: CallRunner; limits: CallLimits } {
  const limits = { ...defaultCallLimits, ...overrides };
  const breaker = new CircuitBreaker({ clock });
  return { runner: new CallRunner({ logger, clock, timers, random, limits, breaker }), limits };
}
