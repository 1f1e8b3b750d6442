import { credits } from '../../../domain/credits/credits.ts';
import type { GenerationFailure } from '../../../domain/generations/failure.ts';
import type {
  Destination,
  Generation,
  GenerationOutput,
  NewGeneration,
  OutputPart,
} from '../../../domain/generations/generation.ts';
import type { LaneEntry } from '../../../domain/generations/lane.ts';
import type { GenerationStatus } from '../../../domain/generations/status.ts';
import type { GenerationKind, ImageOptions } from '../../../domain/models/model.ts';
import {
  chatId,
  conversationId,
  generationId,
  modelId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { ImageInput, Language } from '../../../domain/users/user.ts';
import type { GenerationRow } from '../schemas/generations.ts';
import { plainText } from './plain-text.ts';

/** In the order of `newValues`. */
export const newColumns = [
  'id',
  'request_key',
  'user_id',
  'conversation_id',
  'kind',
  'model_id',
  'prompt',
  'options',
  'inputs',
  'language',
  'chat_id',
  'thread_id',
  'reply_to_message_id',
  'price',
  'created_at',
  'dispatched_at',
];

/** What a later step writes, in the order of `savedValues`. */
export const savedColumns = [
  'status',
  'charged',
  'failure',
  'output_parts',
  'answered_by',
  'input_tokens',
  'output_tokens',
  'image_output_tokens',
  'output_images',
  'cost_usd_micros',
  'truncated',
  'started_at',
  'finished_at',
];

export const allColumns = [...newColumns, ...savedColumns, 'attempt', 'status_message_id'];

export function newValues(generation: NewGeneration): readonly unknown[] {
  const { destination } = generation;
  return [
    generation.id,
    generation.requestKey,
    generation.userId,
    generation.conversationId,
    generation.kind,
    generation.modelId,
    plainText(generation.prompt),
    JSON.stringify(generation.options),
    JSON.stringify(generation.inputs),
    generation.language,
    destination.chatId,
    destination.threadId,
    destination.replyToMessageId,
    generation.price,
    generation.createdAt,
    generation.dispatchedAt,
  ];
}

export function savedValues(generation: Generation): readonly unknown[] {
  const { output, failure } = generation;
  return [
    generation.status,
    generation.charged,
    failure && JSON.stringify(failure),
    output && JSON.stringify(output.parts),
    output?.modelId,
    output?.usage.inputTokens,
    output?.usage.outputTokens,
    output?.usage.imageOutputTokens,
    output?.usage.images,
    output?.costUsdMicros,
    output?.truncated,
    generation.startedAt,
    generation.finishedAt,
  ];
}

export type StoredGeneration = Omit<GenerationRow, 'lease_until'>;

export function generationOf(row: StoredGeneration): Generation {
  return {
    id: generationId(row.id),
    requestKey: row.request_key,
    userId: userId(Number(row.user_id)),
    conversationId: row.conversation_id === null ? undefined : conversationId(row.conversation_id),
    kind: row.kind as GenerationKind,
    status: row.status as GenerationStatus,
    modelId: modelId(row.model_id),
    prompt: row.prompt,
    options: row.options as ImageOptions,
    inputs: row.inputs as readonly ImageInput[],
    language: row.language as Language,
    destination: destinationOf(row),
    price: credits(BigInt(row.price)),
    charged: row.charged === null ? undefined : credits(BigInt(row.charged)),
    output: outputOf(row),
    failure: (row.failure as GenerationFailure | null) ?? undefined,
    attempt: row.attempt,
    createdAt: row.created_at,
    dispatchedAt: row.dispatched_at ?? undefined,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  };
}

export const laneColumns = 'id, kind, conversation_id, dispatched_at';

export function laneEntryOf(
  row: Pick<GenerationRow, 'id' | 'kind' | 'conversation_id' | 'dispatched_at'>,
): LaneEntry {
  return {
    id: generationId(row.id),
    kind: row.kind as GenerationKind,
    conversationId: row.conversation_id === null ? undefined : conversationId(row.conversation_id),
    dispatched: row.dispatched_at !== null,
  };
}

export const numberOrUndefined = (value: string | null): number | undefined =>
  value === null ? undefined : Number(value);

export function destinationOf(
  row: Pick<GenerationRow, 'chat_id' | 'thread_id' | 'reply_to_message_id'>,
): Destination {
  return {
    chatId: chatId(Number(row.chat_id)),
    threadId: numberOrUndefined(row.thread_id),
    replyToMessageId: numberOrUndefined(row.reply_to_message_id),
  };
}

/** The table's checks hold that these columns are all there or all absent. */
function outputOf(row: StoredGeneration): GenerationOutput | undefined {
  if (row.output_parts === null || row.answered_by === null || row.cost_usd_micros === null) {
    return undefined;
  }
  return {
    parts: row.output_parts as readonly OutputPart[],
    modelId: modelId(row.answered_by),
    usage: {
      inputTokens: Number(row.input_tokens),
      outputTokens: Number(row.output_tokens),
      imageOutputTokens: Number(row.image_output_tokens),
      images: Number(row.output_images),
    },
    costUsdMicros: BigInt(row.cost_usd_micros),
    truncated: row.truncated === true,
  };
}
