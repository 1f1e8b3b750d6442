import type { BlockReason, FinishReason } from '../control-api.ts';

export interface AnswerPart {
  readonly text?: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
  readonly thought?: true;
  readonly thoughtSignature?: string;
}

export interface ModalityTokens {
  readonly modality: 'TEXT' | 'IMAGE';
  readonly tokenCount: number;
}

export interface Usage {
  readonly promptTokenCount: number;
  readonly candidatesTokenCount?: number;
  readonly totalTokenCount: number;
  readonly thoughtsTokenCount?: number;
  readonly promptTokensDetails: readonly ModalityTokens[];
  readonly candidatesTokensDetails?: readonly ModalityTokens[];
}

/** A whole answer before it is cut into chunks. */
export interface Answer {
  /** Empty: the candidate has no content. */
  readonly parts: readonly AnswerPart[];
  /** Absent together with a block reason: there is no candidate. */
  readonly finishReason: FinishReason | undefined;
  readonly finishMessage?: string;
  readonly blockReason?: BlockReason;
  readonly continuationToken?: string;
  readonly usage: Usage;
}

/** What every chunk of one response repeats. */
export interface ResponseIdentity {
  readonly modelVersion: string;
  readonly responseId: string;
}

const CHUNKS_MAX = 40;
const CHUNK_CHARACTERS = 60;

/** The answer as one `GenerateContentResponse`. */
export function wholeResponse(answer: Answer, identity: ResponseIdentity): object {
  if (answer.finishReason === undefined) return blockedResponse(answer, identity);
  return {
    candidates: [candidate(answer.parts, answer)],
    usageMetadata: answer.usage,
    ...identity,
  };
}

/**
 * The answer as the chunks of a stream. Words come in pieces when `splitText`; the last chunk carries the finish
 * reason, and the signature of split words on an empty text.
 */
export function streamedResponse(
  answer: Answer,
  identity: ResponseIdentity,
  splitText: boolean,
): object[] {
  if (answer.finishReason === undefined) return [blockedResponse(answer, identity)];
  const { promptTokenCount, promptTokensDetails } = answer.usage;
  const usageSoFar = { promptTokenCount, totalTokenCount: promptTokenCount, promptTokensDetails };
  const chunks: object[] = [];
  let lastSignature: string | undefined;
  for (const part of answer.parts) {
    const split = splitText && part.text !== undefined && part.thought !== true;
    if (split) lastSignature = part.thoughtSignature;
    const pieces = split ? splitWords(part.text).map((text) => ({ text })) : [part];
    for (const piece of pieces) {
      chunks.push({ candidates: [candidate([piece])], usageMetadata: usageSoFar, ...identity });
    }
  }
  const end =
    lastSignature === undefined ? { text: '' } : { text: '', thoughtSignature: lastSignature };
  const lastParts = answer.parts.length === 0 ? [] : [end];
  chunks.push({
    candidates: [candidate(lastParts, answer)],
    usageMetadata: answer.usage,
    ...identity,
  });
  return chunks;
}

function candidate(parts: readonly AnswerPart[], end?: Answer): object {
  return {
    ...(parts.length === 0 ? {} : { content: { parts, role: 'model' } }),
    ...(end?.finishReason === undefined ? {} : { finishReason: end.finishReason }),
    ...(end?.finishMessage === undefined ? {} : { finishMessage: end.finishMessage }),
    ...(end?.continuationToken === undefined ? {} : { continuationToken: end.continuationToken }),
    index: 0,
  };
}

function blockedResponse(answer: Answer, identity: ResponseIdentity): object {
  const { promptTokenCount, promptTokensDetails } = answer.usage;
  return {
    promptFeedback: { blockReason: answer.blockReason ?? 'OTHER' },
    usageMetadata: { promptTokenCount, totalTokenCount: promptTokenCount, promptTokensDetails },
    ...identity,
  };
}

/** Pieces that end before a space, and never inside a surrogate pair. */
function splitWords(text: string): string[] {
  const size = Math.max(CHUNK_CHARACTERS, Math.ceil(text.length / CHUNKS_MAX));
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    // A short answer still comes in more than one piece.
    const wanted = text.length <= size * 2 ? Math.ceil(text.length / 3) : size;
    const space = text.indexOf(' ', start + wanted);
    const hardEnd = start + wanted * 3;
    let end = space === -1 || space > hardEnd ? Math.min(hardEnd, text.length) : space;
    if (isHighSurrogate(text, end - 1)) end += 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}
