import { contextWindow } from '../../domain/conversations/conversation.ts';
import type { GenerationFailure } from '../../domain/generations/failure.ts';
import type { Generation, OutputPart } from '../../domain/generations/generation.ts';
import type { Model } from '../../domain/models/model.ts';
import type { ImageId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import type { ImageInput } from '../../domain/users/user.ts';
import type { PromptPart, PromptTurn } from '../ports/generative-model.ts';
import type { ImageProcessor } from '../ports/image-processor.ts';
import type { Scope } from '../ports/unit-of-work.ts';
import type { UserFiles } from '../ports/user-files.ts';

type Unreadable = Extract<GenerationFailure, { kind: 'input_unreadable' }>;

/** A picture to edit, with the request that made it when it is one of ours. */
export interface LoadedInput {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly origin?: { readonly generation: Generation; readonly signature: string | undefined };
}

const recentExchanges = 50;

/** What the model is told before the question: the part of the conversation that fits the budget. */
export async function conversationTurns(
  scope: Scope,
  generation: Generation,
  budgetTokens: number,
): Promise<readonly PromptTurn[]> {
  if (generation.conversationId === undefined) {
    return [];
  }
  const recent = await scope.conversations.recent(generation.conversationId, recentExchanges);
  return contextWindow(recent, budgetTokens).flatMap((exchange) => [
    userTurn([{ kind: 'text', text: exchange.prompt }]),
    { role: 'model' as const, parts: exchange.answer.flatMap(spoken) },
  ]);
}

/** Fetches the pictures of an edit, in the user's order. */
export async function loadInputs(
  inputs: readonly ImageInput[],
  from: { readonly scope: Scope; readonly files: UserFiles; readonly images: ImageProcessor },
  signal: AbortSignal,
): Promise<Result<readonly LoadedInput[], Unreadable>> {
  const loaded: LoadedInput[] = [];
  for (const input of inputs) {
    const one =
      input.kind === 'stored'
        ? await loadStored(from.scope, input.imageId)
        : await loadUpload(input.fileId, from.files, from.images, signal);
    if (!one.ok) {
      return one;
    }
    loaded.push(one.value);
  }
  return ok(loaded);
}

/**
 * The question itself. Changing a single picture of the same model continues that picture's own
 * exchange, with the model's signature, so that it remembers what it drew; anything else is shown
 * to the model as the user's pictures.
 */
export function questionTurns(
  prompt: string,
  inputs: readonly LoadedInput[],
  model: Model,
): readonly PromptTurn[] {
  const question: PromptPart = { kind: 'text', text: prompt };
  const [only] = inputs;
  if (
    inputs.length === 1 &&
    only?.origin?.signature &&
    only.origin.generation.output?.modelId === model.id
  ) {
    const { generation, signature } = only.origin;
    return [
      userTurn([{ kind: 'text', text: generation.prompt }]),
      {
        role: 'model',
        parts: [{ kind: 'image', bytes: only.bytes, mimeType: only.mimeType, signature }],
      },
      userTurn([question]),
    ];
  }
  const pictures = inputs.map(
    ({ bytes, mimeType }): PromptPart => ({ kind: 'image', bytes, mimeType }),
  );
  return [userTurn([...pictures, question])];
}

function userTurn(parts: readonly PromptPart[]): PromptTurn {
  return { role: 'user', parts };
}

function spoken(part: OutputPart): readonly PromptPart[] {
  return part.kind === 'text' ? [part] : [];
}

async function loadStored(scope: Scope, id: ImageId): Promise<Result<LoadedInput, Unreadable>> {
  const [record, bytes] = await Promise.all([scope.images.find(id), scope.images.original(id)]);
  if (record === undefined || bytes === undefined) {
    return err({ kind: 'input_unreadable', reason: 'gone' });
  }
  const generation = await scope.generations.find(record.generationId);
  const part = generation?.output?.parts.find((one) => one.kind === 'image' && one.imageId === id);
  return ok({
    bytes,
    mimeType: record.mimeType,
    ...(generation === undefined ? {} : { origin: { generation, signature: part?.signature } }),
  });
}

async function loadUpload(
  fileId: string,
  files: UserFiles,
  images: ImageProcessor,
  signal: AbortSignal,
): Promise<Result<LoadedInput, Unreadable>> {
  const file = await files.download(fileId, signal);
  if (!file.ok) {
    return err({ kind: 'input_unreadable', reason: file.error.kind });
  }
  const inspected = await images.inspect(file.value);
  return inspected.ok
    ? ok({ bytes: file.value, mimeType: inspected.value.mimeType })
    : err({ kind: 'input_unreadable', reason: 'not_an_image' });
}
