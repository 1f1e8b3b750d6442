import type { GenerateContentResponse } from '@google/genai/web';
import type { GenerationFailure } from '../../domain/generations/failure.ts';

/** What a finish reason says about the answer it ends. */
type Ending =
  | 'complete'
  /** The answer goes on, but not here. */
  | 'truncated'
  /** Refused by safety rules: what came before must not be used. */
  | 'blocked'
  | 'no_image'
  | 'unsupported'
  /** The model gave up: what came before may be used. */
  | 'unfinished';

/** Every finishReason of `@google/genai` 2.32.0. */
const endings: Readonly<Record<string, Ending>> = {
  FINISH_REASON_UNSPECIFIED: 'unfinished',
  STOP: 'complete',
  MAX_TOKENS: 'truncated',
  // More could be asked for with a further billed request; `automaticContinuation` is off.
  CONTINUATION: 'truncated',
  SAFETY: 'blocked',
  RECITATION: 'blocked',
  BLOCKLIST: 'blocked',
  PROHIBITED_CONTENT: 'blocked',
  SPII: 'blocked',
  IMAGE_SAFETY: 'blocked',
  IMAGE_PROHIBITED_CONTENT: 'blocked',
  IMAGE_RECITATION: 'blocked',
  NO_IMAGE: 'no_image',
  IMAGE_OTHER: 'no_image',
  LANGUAGE: 'unsupported',
  OTHER: 'unfinished',
  MALFORMED_FUNCTION_CALL: 'unfinished',
  UNEXPECTED_TOOL_CALL: 'unfinished',
  TOO_MANY_TOOL_CALLS: 'unfinished',
};

/** The end of an answer: usable (cut short or not), or a reason to have none. */
export type AnswerEnd =
  | { readonly usable: true; readonly truncated: boolean }
  | { readonly usable: false; readonly failure: GenerationFailure };

/** An unknown or missing reason leaves what came usable, but cut short. */
export function answerEnd(finishReason: string | undefined): AnswerEnd {
  const ending = endings[finishReason ?? ''] ?? 'unfinished';
  switch (ending) {
    case 'complete':
      return { usable: true, truncated: false };
    case 'truncated':
    case 'unfinished':
      return { usable: true, truncated: true };
    case 'blocked':
      return refused({ kind: 'safety', stage: 'output', reason: finishReason ?? '' });
    case 'no_image':
      return refused({ kind: 'no_image' });
    case 'unsupported':
      return refused({ kind: 'invalid_request', message: 'The language is not supported' });
  }
}

function refused(failure: GenerationFailure): AnswerEnd {
  return { usable: false, failure };
}

/** The failure when the prompt itself was refused: HTTP 200 with a block reason and no candidates. */
export function promptRefusal(response: GenerateContentResponse): GenerationFailure | undefined {
  const reason = response.promptFeedback?.blockReason;
  // `BLOCKED_REASON_UNSPECIFIED` comes with no block.
  return reason === undefined || /UNSPECIFIED/.test(reason)
    ? undefined
    : { kind: 'safety', stage: 'prompt', reason };
}
