import { registerEnumType } from 'type-graphql';
import type { FailureKind } from '../../../application/queries/generations.ts';
import type { GenerationStatus as Status } from '../../../domain/generations/status.ts';
import type { GenerationKind as Kind } from '../../../domain/models/model.ts';

export const GenerationKind = {
  TEXT: 'text',
  IMAGE: 'image',
  EDIT: 'edit',
} as const satisfies Record<string, Kind>;

registerEnumType(GenerationKind, {
  name: 'GenerationKind',
  description: 'What a user buys.',
  valuesConfig: {
    TEXT: { description: 'One answer in words.' },
    IMAGE: { description: 'One picture.' },
    EDIT: { description: 'One changed picture.' },
  },
});

export const GenerationStatus = {
  QUEUED: 'queued',
  RUNNING: 'running',
  DELIVERING: 'delivering',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  BLOCKED: 'blocked',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
} as const satisfies Record<string, Status>;

registerEnumType(GenerationStatus, {
  name: 'GenerationStatus',
  description:
    'Where a generation stands: QUEUED, RUNNING, DELIVERING, then one of the others for good.',
  valuesConfig: {
    QUEUED: { description: 'Accepted; its price is held.' },
    RUNNING: { description: 'The model works on it.' },
    DELIVERING: { description: 'The result is stored, and on its way to the user.' },
    SUCCEEDED: { description: 'Delivered and charged.' },
    FAILED: { description: 'Not delivered, nothing charged; `failure` says why.' },
    BLOCKED: { description: "The provider's safety rules refused it; nothing charged." },
    CANCELED: { description: 'Given up by the user or an admin; nothing charged.' },
    EXPIRED: { description: 'Not finished in time; nothing charged.' },
  },
});

export const GenerationFailureKind = {
  SAFETY: 'safety',
  NO_IMAGE: 'no_image',
  EMPTY_ANSWER: 'empty_answer',
  QUOTA: 'quota',
  OVERLOADED: 'overloaded',
  MODEL_RETIRED: 'model_retired',
  REGION_REFUSED: 'region_refused',
  UNAUTHORIZED: 'unauthorized',
  INVALID_REQUEST: 'invalid_request',
  TIMEOUT: 'timeout',
  INPUT_UNREADABLE: 'input_unreadable',
  UNDELIVERABLE: 'undeliverable',
  CANCELED: 'canceled',
  EXPIRED: 'expired',
  INTERNAL: 'internal',
} as const satisfies Record<string, FailureKind>;

registerEnumType(GenerationFailureKind, {
  name: 'GenerationFailureKind',
  description: 'Why a generation was not delivered.',
  valuesConfig: {
    SAFETY: { description: "The provider's safety rules refused the prompt or its result." },
    NO_IMAGE: { description: 'The model answered without a picture.' },
    EMPTY_ANSWER: { description: 'The model answered with nothing at all.' },
    QUOTA: { description: "The provider's quota is used up." },
    OVERLOADED: { description: 'The model has too much to do.' },
    MODEL_RETIRED: { description: 'The provider does not serve the model any more.' },
    REGION_REFUSED: { description: "The provider does not serve our server's country." },
    UNAUTHORIZED: { description: 'The provider refuses our key.' },
    INVALID_REQUEST: { description: 'The provider does not accept the request as it is.' },
    TIMEOUT: { description: 'The model did not answer in time.' },
    INPUT_UNREADABLE: { description: 'A picture that came with the prompt cannot be read.' },
    UNDELIVERABLE: { description: 'Telegram does not let us reach the user.' },
    CANCELED: { description: 'Given up by the user or an admin.' },
    EXPIRED: { description: 'Not finished in time.' },
    INTERNAL: { description: 'A bug or an outage of ours.' },
  },
});

export const SafetyStage = { PROMPT: 'prompt', OUTPUT: 'output' } as const;

registerEnumType(SafetyStage, {
  name: 'SafetyStage',
  description: "What the provider's safety rules refused.",
  valuesConfig: {
    PROMPT: { description: 'The request.' },
    OUTPUT: { description: 'What the model made of it.' },
  },
});
