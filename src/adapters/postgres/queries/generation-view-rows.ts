import type {
  GenerationOutputView,
  GenerationView,
  ImageView,
} from '../../../application/queries/generations.ts';
import { credits } from '../../../domain/credits/credits.ts';
import type { GenerationFailure } from '../../../domain/generations/failure.ts';
import type { GenerationStatus } from '../../../domain/generations/status.ts';
import type { GenerationKind, ImageOptions } from '../../../domain/models/model.ts';
import {
  conversationId,
  generationId,
  imageId,
  modelId,
  userId,
} from '../../../domain/shared/ids.ts';
import type { ImageInput, Language } from '../../../domain/users/user.ts';
import { destinationOf } from '../repositories/generation-rows.ts';
import type { GenerationRow } from '../schemas/generations.ts';
import type { ImageRow } from '../schemas/images.ts';

export type GenerationViewRow = Omit<
  GenerationRow,
  'request_key' | 'output_parts' | 'lease_until' | 'status_message_id'
>;

export const generationColumns = `g.id, g.user_id, g.conversation_id, g.kind, g.status, g.model_id,
  g.prompt, g.options, g.inputs, g.language, g.chat_id, g.thread_id, g.reply_to_message_id, g.price,
  g.charged, g.failure, g.answered_by, g.input_tokens, g.output_tokens, g.image_output_tokens,
  g.output_images, g.cost_usd_micros, g.truncated, g.attempt, g.created_at, g.dispatched_at,
  g.started_at, g.finished_at`;

export function generationViewOf(row: GenerationViewRow): GenerationView {
  const inputs = row.inputs as readonly ImageInput[];
  return {
    id: generationId(row.id),
    userId: userId(Number(row.user_id)),
    conversationId: row.conversation_id === null ? undefined : conversationId(row.conversation_id),
    kind: row.kind as GenerationKind,
    status: row.status as GenerationStatus,
    modelId: modelId(row.model_id),
    prompt: row.prompt,
    options: row.options as ImageOptions,
    inputCount: inputs.length,
    inputImageIds: inputs.flatMap((input) => (input.kind === 'stored' ? [input.imageId] : [])),
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

/** The table's checks hold that these columns are all there or all absent. */
function outputOf(row: GenerationViewRow): GenerationOutputView | undefined {
  if (row.answered_by === null || row.cost_usd_micros === null) {
    return undefined;
  }
  return {
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

export const imageColumns =
  'id, generation_id, mime_type, width, height, byte_length, sha256, created_at';

export function imageViewOf(row: ImageRow): ImageView {
  return {
    id: imageId(row.id),
    generationId: generationId(row.generation_id),
    mimeType: row.mime_type,
    width: row.width,
    height: row.height,
    byteLength: row.byte_length,
    sha256: row.sha256,
    createdAt: row.created_at,
  };
}
