import { afterAll, beforeAll, describe } from 'vitest';
import type { Behaviour } from '../../sandbox/gemini/control-api.ts';
import { createGeminiModel } from '../../src/adapters/gemini/create-models.ts';
import type { GenerativeModel } from '../../src/application/ports/generative-model.ts';
import type { GenerationFailure } from '../../src/domain/generations/failure.ts';
import { modelId } from '../../src/domain/shared/ids.ts';
import { RecordingLogger } from '../fakes/recording-logger.ts';
import { ScriptedModel, type ScriptedOutcome } from '../fakes/scripted-model.ts';
import { type RunningStandIn, startStandIn } from '../integration/gemini/stand-in.ts';
import {
  examplePng,
  type GenerativeModelSubject,
  generativeModelContract,
  type Situation,
} from './generative-model-contract.ts';

describe('GeminiModel over HTTP', () => {
  let standIn: RunningStandIn;
  let subject: GenerativeModelSubject;

  beforeAll(async () => {
    standIn = await startStandIn();
    subject = adapterSubject(standIn);
  });
  afterAll(() => standIn.close());

  generativeModelContract(() => subject);
});

describe('ScriptedModel', () => {
  const subject = fakeSubject();
  generativeModelContract(() => subject);
});

function adapterSubject(standIn: RunningStandIn): GenerativeModelSubject {
  const modelWith = (wholeCallMs: number): GenerativeModel =>
    createGeminiModel({
      apiKey: 'a-key',
      baseUrl: standIn.baseUrl,
      logger: new RecordingLogger(),
      clock: { now: () => new Date() },
      limits: { attempts: 2, backoffMs: 1, textMs: wholeCallMs, imageMs: wholeCallMs },
    });
  const patient = modelWith(10_000);
  const hasty = modelWith(30);
  let model = patient;
  return {
    get model() {
      return model;
    },
    arrange: (situation) => {
      const isTimeout = situation.kind === 'failure' && situation.failure.kind === 'timeout';
      model = isTimeout ? hasty : patient;
      standIn.always(behaviourOf(situation));
    },
    reached: () => standIn.reached(),
  };
}

function behaviourOf(situation: Situation): Behaviour {
  switch (situation.kind) {
    case 'answer':
      return { kind: 'answer' };
    case 'hang':
      return { kind: 'hang' };
    case 'failure':
      return behaviourThatFails(situation.failure);
  }
}

/** What the provider does when a call ends with this failure. */
function behaviourThatFails(failure: GenerationFailure): Behaviour {
  switch (failure.kind) {
    case 'safety':
      return failure.stage === 'prompt'
        ? { kind: 'block_prompt', reason: failure.reason as 'SAFETY' }
        : { kind: 'finish', reason: failure.reason as 'SAFETY' };
    case 'no_image':
      return { kind: 'finish', reason: 'NO_IMAGE' };
    case 'empty_answer':
      return { kind: 'finish', reason: 'STOP' };
    case 'quota':
      return { kind: 'error', fault: 'quota', retryDelayMs: failure.retryAfterMs };
    case 'overloaded':
      return { kind: 'error', fault: 'overloaded' };
    case 'model_retired':
      return { kind: 'error', fault: 'model_not_found' };
    case 'region_refused':
      return { kind: 'error', fault: 'region' };
    case 'unauthorized':
      return { kind: 'error', fault: 'key_invalid' };
    case 'timeout':
      return { kind: 'hang' };
    default:
      throw new Error(`No provider behaviour leads to ${failure.kind}`);
  }
}

function fakeSubject(): GenerativeModelSubject {
  let situation: Situation = { kind: 'answer' };
  const outcomeOf = (isText: boolean): ScriptedOutcome => {
    if (situation.kind === 'answer') {
      return isText
        ? { kind: 'text', chunks: ['An ', 'answer'] }
        : { kind: 'picture', bytes: examplePng };
    }
    return situation;
  };
  const model = new ScriptedModel({
    otherwise: ({ kind }) => outcomeOf(kind === 'text'),
    served: [modelId('gemini-3.8-flash')],
  });
  return {
    model,
    arrange: (next) => {
      situation = next;
    },
    reached: () => Promise.resolve(),
  };
}
