import { z } from 'zod';

/*
 * The control API of the Gemini stand-in: plain JSON over HTTP under `/sim/gemini`, and the same calls as methods of
 * `GeminiStandIn`. Times are milliseconds, names say so.
 *
 *   GET    /sim/gemini/script        -> ScriptState
 *   POST   /sim/gemini/script        ScriptRequest   -> ScriptState
 *   DELETE /sim/gemini/script        -> ScriptState (empty)
 *   GET    /sim/gemini/latency       -> Latency
 *   POST   /sim/gemini/latency       Partial<Latency> -> Latency
 *   GET    /sim/gemini/pictures      -> Pictures
 *   POST   /sim/gemini/pictures      Pictures         -> Pictures
 *   GET    /sim/gemini/calls         CallsQuery       -> CallList
 *   POST   /sim/gemini/reset         -> { ok: true }: rules, latency, pictures, calls, files and models as at start
 *   GET    /sim/gemini/models        -> { models: CatalogueModel[] }
 *   PUT    /sim/gemini/models        { models: CatalogueModel[] } -> the same
 *   GET    /sim/gemini/magic-words   -> { magicWords: MagicWord[] }
 *
 * A refused control call answers `400 { "error": string }`.
 */

const milliseconds = z.number().int().min(0).max(600_000);

/** What a request asks for. `edit` is an image request that carries input pictures. */
export const callKindSchema = z.enum([
  'text',
  'image',
  'edit',
  'imagen',
  'countTokens',
  'models',
  'files',
]);
export type CallKind = z.infer<typeof callKindSchema>;

/** finishReason values of a candidate (external facts: `@google/genai` 2.32.0). */
export const finishReasonSchema = z.enum([
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'NO_IMAGE',
  'IMAGE_RECITATION',
  'IMAGE_OTHER',
  'CONTINUATION',
]);
export type FinishReason = z.infer<typeof finishReasonSchema>;

export const blockReasonSchema = z.enum([
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'IMAGE_SAFETY',
  'MODEL_ARMOR',
  'JAILBREAK',
]);
export type BlockReason = z.infer<typeof blockReasonSchema>;

/**
 * Errors as Google's front end words them:
 * `quota` 429 with QuotaFailure and RetryInfo, `quota_without_delay` 429 without RetryInfo, `overloaded` 503,
 * `internal` 500, `deadline` 504, `region` 400 FAILED_PRECONDITION, `billing` 400 FAILED_PRECONDITION,
 * `model_not_found` 404, `permission` 403, `key_invalid` 400, `bad_gateway` 502 with an HTML body.
 */
export const faultSchema = z.enum([
  'quota',
  'quota_without_delay',
  'overloaded',
  'internal',
  'deadline',
  'region',
  'billing',
  'model_not_found',
  'permission',
  'key_invalid',
  'bad_gateway',
]);
export type Fault = z.infer<typeof faultSchema>;

/**
 * How the stand-in answers a call.
 * - `answer`: the usual answer; `text` replaces the words of a text answer.
 * - `block_prompt`: 200 with `promptFeedback.blockReason` and no candidates.
 * - `finish`: 200 with a candidate that has this finishReason and no content (Imagen: every sample filtered).
 * - `text_without_image`: an image model ends with STOP and words only.
 * - `two_images`, `thought_image`: two pictures; an interim picture flagged `thought: true` before the real one.
 * - `max_tokens`: text cut short with MAX_TOKENS. `continuation`: first half with CONTINUATION and a token, the rest
 *   when the token comes back.
 * - `error`: an HTTP error. `retryDelayMs` goes into RetryInfo of `quota` (default 17 s).
 * - `error_mid_stream`: `afterChunks` good chunks, then an error chunk in the 200 stream (plain error when not streamed).
 * - `cut`: the connection drops after `afterChunks` good chunks, in the middle of the next one.
 * - `hang`: nothing is sent until the client gives up, at most `maxMs` (default 120 s).
 */
export const behaviourSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), text: z.string().optional() }),
  z.strictObject({ kind: z.literal('block_prompt'), reason: blockReasonSchema.optional() }),
  z.strictObject({
    kind: z.literal('finish'),
    reason: finishReasonSchema,
    message: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('text_without_image'), text: z.string().optional() }),
  z.strictObject({ kind: z.literal('two_images') }),
  z.strictObject({ kind: z.literal('thought_image') }),
  z.strictObject({ kind: z.literal('max_tokens') }),
  z.strictObject({ kind: z.literal('continuation') }),
  z.strictObject({
    kind: z.literal('error'),
    fault: faultSchema,
    retryDelayMs: milliseconds.optional(),
  }),
  z.strictObject({
    kind: z.literal('error_mid_stream'),
    fault: faultSchema,
    afterChunks: z.number().int().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('cut'), afterChunks: z.number().int().min(0).optional() }),
  z.strictObject({ kind: z.literal('hang'), maxMs: milliseconds.optional() }),
]);
export type Behaviour = z.infer<typeof behaviourSchema>;

/** Delay of one rule: before the first byte, and before every further chunk of a stream. */
export const delaySchema = z.strictObject({
  beforeMs: milliseconds.optional(),
  perChunkMs: milliseconds.optional(),
});
export type Delay = z.infer<typeof delaySchema>;

/** Every given field must hold; `promptContains` looks at the last user turn's text, ignoring case. */
const ruleMatchSchema = z.strictObject({
  model: z.string().optional(),
  promptContains: z.string().optional(),
  kind: callKindSchema.optional(),
});

/**
 * Rules are tried in order; the first that matches and is not used up decides. `skip` matching calls pass first, then
 * `times` calls are answered by it (absent: without end). A rule without `behaviour` only delays.
 * Rules go before magic words in the prompt.
 */
export const ruleSchema = z.strictObject({
  match: ruleMatchSchema.optional(),
  skip: z.number().int().min(0).optional(),
  times: z.number().int().min(1).optional(),
  delay: delaySchema.optional(),
  behaviour: behaviourSchema.optional(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** `mode: replace` (default) drops earlier rules, `append` adds after them. */
export const scriptRequestSchema = z.strictObject({
  mode: z.enum(['replace', 'append']).optional(),
  rules: z.array(ruleSchema).max(1000),
});
export type ScriptRequest = z.infer<typeof scriptRequestSchema>;

export interface RuleState extends Rule {
  readonly id: number;
  /** Calls that this rule has decided so far. */
  readonly used: number;
}

export interface ScriptState {
  readonly rules: readonly RuleState[];
}

/** Delays of every call that no rule delays: before the first byte by kind, and between chunks of a text stream. */
export const latencySchema = z.strictObject({
  textMs: milliseconds,
  imageMs: milliseconds,
  perChunkMs: milliseconds,
});
export type Latency = z.infer<typeof latencySchema>;

/** `drawn`: the prompt on a card, input pixels changed. `tiny`: one fixed small PNG for load tests. */
export const picturesSchema = z.strictObject({ mode: z.enum(['drawn', 'tiny']) });
export type Pictures = z.infer<typeof picturesSchema>;

/** `after`: only calls with a greater sequence number. `limit` keeps the newest (default 100). */
export const callsQuerySchema = z.strictObject({
  model: z.string().optional(),
  kind: callKindSchema.optional(),
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
});
export type CallsQuery = z.infer<typeof callsQuerySchema>;

/** One recorded request, oldest first in a list. */
export interface Call {
  /** Counts from 1 since the start or the last reset. */
  readonly sequence: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly method: string;
  readonly path: string;
  readonly backend: 'api_key' | 'enterprise';
  readonly kind: CallKind | undefined;
  readonly model: string | undefined;
  readonly streamed: boolean;
  /** Text of the last user turn. */
  readonly prompt: string;
  /** User turns before the last one. */
  readonly earlierUserTurns: number;
  /** Pictures in the last user turn. */
  readonly inputImages: number;
  /** The body as sent; base64 data is replaced by its size and hash. */
  readonly body: unknown;
  /**
   * `answered`: 200 as asked (blocked and empty answers too). `refused`: the request broke the protocol. `failed`: a
   * scripted error or cut. `aborted`: the client left before the answer was complete.
   */
  readonly outcome: 'answered' | 'refused' | 'failed' | 'aborted';
  readonly status: number;
  readonly finishReason: string | undefined;
  readonly behaviour: Behaviour['kind'];
  /** What is wrong with the request: refusals, and oddities that the real server would let pass. */
  readonly violations: readonly string[];
}

export interface CallList {
  readonly calls: readonly Call[];
  /** All calls since the start or the last reset, kept or not. */
  readonly total: number;
}

/** A model of the catalogue: what the list shows and what the checks enforce. */
export const catalogueModelSchema = z.strictObject({
  id: z.string().min(1),
  displayName: z.string(),
  description: z.string(),
  family: z.enum(['gemini', 'imagen']),
  output: z.enum(['text', 'image']),
  backends: z.array(z.enum(['api_key', 'enterprise'])),
  inputTokenLimit: z.number().int().positive(),
  outputTokenLimit: z.number().int().positive(),
  supportedGenerationMethods: z.array(z.string()),
  /** Accepted `thinkingLevel` values; empty: the model does not think. */
  thinkingLevels: z.array(z.enum(['MINIMAL', 'LOW', 'MEDIUM', 'HIGH'])),
  /** Accepted `tools`, `responseSchema` and JSON output. */
  tools: z.boolean(),
  /** Only for models that draw. */
  image: z
    .strictObject({
      aspectRatios: z.array(z.string().regex(/^\d+:\d+$/)).min(1),
      /** Size name to billed output tokens; the first size is the default. */
      sizeTokens: z.record(z.string(), z.number().int().positive()),
      maxReferences: z.number().int().min(0),
      /** Model turns of the history must carry `thoughtSignature` on their pictures. */
      needsThoughtSignature: z.boolean(),
    })
    .optional(),
});
export type CatalogueModel = z.infer<typeof catalogueModelSchema>;

export const catalogueSchema = z.strictObject({ models: z.array(catalogueModelSchema) });
export type Catalogue = z.infer<typeof catalogueSchema>;

/** A word in a prompt that makes the stand-in misbehave, for the chat page and manual tries. */
export interface MagicWord {
  /** With its `#`. */
  readonly word: string;
  readonly description: string;
}
