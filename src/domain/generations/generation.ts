import type { Credits } from '../credits/credits.ts';
import type { GenerationKind, ImageOptions, Usage } from '../models/model.ts';
import type {
  ChatId,
  ConversationId,
  GenerationId,
  ImageId,
  ModelId,
  UserId,
} from '../shared/ids.ts';
import type { ImageInput, Language } from '../users/user.ts';
import type { GenerationFailure } from './failure.ts';
import { canMove, type GenerationStatus } from './status.ts';

/** Where an answer goes. */
export interface Destination {
  readonly chatId: ChatId;
  /** Forum topic. */
  readonly threadId?: number | undefined;
  /** The user's message that is answered; set in groups and where several requests run at once. */
  readonly replyToMessageId?: number | undefined;
}

/**
 * A part of what a model said. `signature` is the provider's opaque proof of its own thoughts:
 * it must be sent back unchanged with the part, or follow-up edits are refused.
 */
export type OutputPart =
  | { readonly kind: 'text'; readonly text: string; readonly signature?: string | undefined }
  | {
      readonly kind: 'image';
      readonly imageId: ImageId;
      readonly mimeType: string;
      readonly signature?: string | undefined;
    };

export interface GenerationOutput {
  readonly parts: readonly OutputPart[];
  /** The model that answered: the one asked for, or its fallback. */
  readonly modelId: ModelId;
  readonly usage: Usage;
  readonly costUsdMicros: bigint;
  /** The answer was cut at the model's limit. */
  readonly truncated: boolean;
}

export interface Generation {
  readonly id: GenerationId;
  /** Names the request at its origin (`update:<id>`): asking twice gives one generation. */
  readonly requestKey: string;
  readonly userId: UserId;
  /** Text belongs to a conversation; pictures stand alone. */
  readonly conversationId?: ConversationId | undefined;
  readonly kind: GenerationKind;
  readonly status: GenerationStatus;
  readonly modelId: ModelId;
  readonly prompt: string;
  readonly options: ImageOptions;
  readonly inputs: readonly ImageInput[];
  readonly language: Language;
  readonly destination: Destination;
  /** Held when the request was accepted. */
  readonly price: Credits;
  /** Captured in the end: at most the price, nothing unless delivered. */
  readonly charged?: Credits | undefined;
  readonly output?: GenerationOutput | undefined;
  readonly failure?: GenerationFailure | undefined;
  /** How often a worker took it up; also the fence against a worker that lost its lease. */
  readonly attempt: number;
  readonly createdAt: Date;
  /** When it left the user's own lane for the queue. */
  readonly dispatchedAt?: Date | undefined;
  readonly startedAt?: Date | undefined;
  readonly finishedAt?: Date | undefined;
}

export type NewGeneration = Omit<
  Generation,
  'status' | 'charged' | 'output' | 'failure' | 'attempt' | 'startedAt' | 'finishedAt'
>;

/** What changes when a generation moves on. */
export type GenerationChange =
  | { readonly to: 'delivering'; readonly output: GenerationOutput }
  | { readonly to: 'succeeded'; readonly charged: Credits; readonly at: Date }
  | {
      readonly to: 'failed' | 'blocked' | 'canceled' | 'expired';
      readonly failure: GenerationFailure;
      readonly at: Date;
    };

/** @throws Error when the transition table does not list the move: callers look first. */
export function moved(generation: Generation, change: GenerationChange): Generation {
  if (!canMove(generation.status, change.to)) {
    throw new Error(
      `Cannot move generation ${generation.id} to ${change.to} as it is ${generation.status}`,
    );
  }
  switch (change.to) {
    case 'delivering':
      return { ...generation, status: 'delivering', output: change.output };
    case 'succeeded':
      return {
        ...generation,
        status: 'succeeded',
        charged: change.charged,
        finishedAt: change.at,
      };
    default:
      return {
        ...generation,
        status: change.to,
        failure: change.failure,
        charged: 0n as Credits,
        finishedAt: change.at,
      };
  }
}

export const holdIdOf = (id: GenerationId): string => id;

export function imageIdsOf(output: GenerationOutput): readonly ImageId[] {
  return output.parts.flatMap((part) => (part.kind === 'image' ? [part.imageId] : []));
}

export function textOf(output: GenerationOutput): string {
  return output.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
}
