import { createHash } from 'node:crypto';
import type { z } from 'zod';
import {
  type Answer,
  type ResponseIdentity,
  streamedResponse,
  wholeResponse,
} from '../answers/answer.ts';
import { compose } from '../answers/compose.ts';
import { promptTokens, total } from '../answers/usage.ts';
import type { Decision } from '../control/control.ts';
import type { Behaviour, CatalogueModel } from '../control-api.ts';
import { PictureUnreadable } from '../pictures/painter.ts';
import { unreadableImage } from '../protocol/check-media.ts';
import { type CheckedRequest, checkRequest } from '../protocol/check-request.ts';
import { faultError } from '../protocol/google-error.ts';
import { answered, type Handled, type Outcome, refused } from '../protocol/outcome.ts';
import { parseBody } from '../protocol/parse-body.ts';
import {
  countTokensRequestSchema,
  enterpriseGenerateRequestSchema,
  type GenerateRequest,
  generateRequestSchema,
} from '../protocol/request-schema.ts';
import { type Incoming, type ModelRoute, obey } from './incoming.ts';

/** `generateContent` and `streamGenerateContent` of both backends. */
export async function generate(
  incoming: Incoming,
  route: ModelRoute,
  model: CatalogueModel,
): Promise<Handled> {
  const { control, notes } = incoming;
  notes.kind = model.output;
  notes.streamed = route.method === 'streamGenerateContent';
  const schema: z.ZodType<GenerateRequest> =
    route.backend === 'enterprise' ? enterpriseGenerateRequestSchema : generateRequestSchema;
  const parsed = parseBody(incoming.body.toString(), schema);
  if (!parsed.ok) return refused(parsed.error);
  notes.body = parsed.value;
  const checked = await checkRequest(parsed.value, model, control.files);
  if (!checked.ok) return refused(checked.error);
  const { oddities, value } = checked;
  noteRequest(incoming, value, model);
  const facts = { kind: notes.kind, modelId: model.id, prompt: value.prompt };
  const decision = control.decide(facts);
  const ended = await obey(incoming, decision, route);
  if (ended !== undefined) return ended;
  const requestKey = createHash('sha256').update(model.id).update(incoming.body).digest('hex');
  const answer = await answerOf(incoming, model, value, decision, requestKey);
  if (answer === undefined) return refused(unreadableImage(), oddities);
  const outcome = outcomeOf(incoming, route, model, decision, answer, requestKey);
  const { behaviour } = decision;
  const isFault = behaviour.kind === 'cut' || behaviour.kind === 'error_mid_stream';
  const finish = answer.finishReason ?? answer.blockReason;
  return {
    outcome,
    report: {
      result: isFault ? 'failed' : 'answered',
      violations: oddities,
      ...(finish === undefined || isFault ? {} : { finishReason: finish }),
    },
  };
}

function noteRequest(incoming: Incoming, checked: CheckedRequest, model: CatalogueModel): void {
  const { notes } = incoming;
  const hasInput = checked.images.length > 0 || checked.historyImage !== undefined;
  if (model.output === 'image' && hasInput) notes.kind = 'edit';
  notes.prompt = checked.prompt;
  notes.earlierUserTurns = checked.earlierPrompts.length;
  notes.inputImages = checked.images.length;
}

/** Nothing when a picture that looked right cannot be decoded. */
async function answerOf(
  incoming: Incoming,
  model: CatalogueModel,
  checked: CheckedRequest,
  decision: Decision,
  requestKey: string,
): Promise<Answer | undefined> {
  try {
    return await compose(
      {
        model,
        checked,
        requestKey,
        prompt: decision.prompt,
        painter: incoming.painter,
        pictureMode: incoming.control.pictures().mode,
      },
      decision.behaviour,
    );
  } catch (error) {
    if (error instanceof PictureUnreadable) return undefined;
    throw error;
  }
}

function outcomeOf(
  incoming: Incoming,
  route: ModelRoute,
  model: CatalogueModel,
  decision: Decision,
  answer: Answer,
  requestKey: string,
): Outcome {
  const { behaviour } = decision;
  const identity: ResponseIdentity = {
    modelVersion: model.id,
    responseId: Buffer.from(requestKey.slice(0, 34), 'hex').toString('base64url'),
  };
  if (!incoming.notes.streamed) return wholeOutcome(route, behaviour, answer, identity);
  const chunks = streamedResponse(answer, identity, model.output === 'text');
  const stream = {
    kind: 'stream',
    chunks,
    format: incoming.query.alt === 'sse' ? 'sse' : 'array',
    perChunkMs: decision.perChunkMs,
  } as const;
  if (behaviour.kind === 'cut') {
    return { ...stream, fault: { afterChunks: behaviour.afterChunks ?? 2 } };
  }
  if (behaviour.kind === 'error_mid_stream') {
    const error = faultError(behaviour.fault, route);
    return { ...stream, fault: { afterChunks: behaviour.afterChunks ?? 2, error } };
  }
  return stream;
}

function wholeOutcome(
  route: ModelRoute,
  behaviour: Behaviour,
  answer: Answer,
  identity: ResponseIdentity,
): Outcome {
  if (behaviour.kind === 'error_mid_stream') {
    const error = faultError(behaviour.fault, route);
    return { kind: 'json', status: error.httpStatus, body: error.body };
  }
  const body = wholeResponse(answer, identity);
  return behaviour.kind === 'cut' ? { kind: 'cut', body } : { kind: 'json', status: 200, body };
}

/** `countTokens` of both backends. */
export async function countTokens(
  incoming: Incoming,
  route: ModelRoute,
  model: CatalogueModel,
): Promise<Handled> {
  const { control, notes } = incoming;
  notes.kind = 'countTokens';
  const parsed = parseBody(incoming.body.toString(), countTokensRequestSchema);
  if (!parsed.ok) return refused(parsed.error);
  notes.body = parsed.value;
  const contents = parsed.value.contents ?? [];
  const checked = await checkRequest({ contents }, model, control.files);
  if (!checked.ok) return refused(checked.error);
  noteRequest(incoming, checked.value, model);
  notes.kind = 'countTokens';
  const facts = { kind: notes.kind, modelId: model.id, prompt: checked.value.prompt };
  const decision = control.decide(facts);
  const ended = await obey(incoming, decision, route);
  if (ended !== undefined) return ended;
  const promptTokensDetails = promptTokens(contents);
  return answered({ totalTokens: total(promptTokensDetails), promptTokensDetails });
}
