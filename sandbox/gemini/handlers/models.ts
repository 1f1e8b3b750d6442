import type { CatalogueModel } from '../control-api.ts';
import { googleError, invalidArgument, modelNotFound } from '../protocol/google-error.ts';
import { answered, type Handled, refused } from '../protocol/outcome.ts';
import type { Route } from '../protocol/route.ts';
import { type Incoming, obey } from './incoming.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 1000;

/** `GET models` of both backends, in pages. */
export async function listModels(
  incoming: Incoming,
  route: Extract<Route, { kind: 'models' }>,
): Promise<Handled> {
  const ended = await decideForModels(incoming, '');
  if (ended !== undefined) return ended;
  const all = incoming.control
    .models()
    .models.filter((model) => model.backends.includes(route.backend));
  const size = Number(incoming.query.pageSize ?? PAGE_DEFAULT);
  if (!Number.isInteger(size) || size < 0) {
    return refused(invalidArgument('Invalid value at page_size (TYPE_INT32)', 'page_size'));
  }
  const start = startOf(incoming.query.pageToken);
  if (start === undefined) return refused(invalidArgument('Page token is not valid.'));
  const end = start + Math.min(size === 0 ? PAGE_DEFAULT : size, PAGE_MAX);
  const page = all.slice(start, end);
  const next = end < all.length ? { nextPageToken: tokenOf(end) } : {};
  return answered(
    route.backend === 'api_key'
      ? { models: page.map(modelResource), ...next }
      : { publisherModels: page.map(publisherModel), ...next },
  );
}

/** `GET models/{id}` of both backends. */
export async function getModel(
  incoming: Incoming,
  route: Extract<Route, { kind: 'modelInfo' }>,
): Promise<Handled> {
  incoming.notes.model = route.modelId;
  const ended = await decideForModels(incoming, route.modelId);
  if (ended !== undefined) return ended;
  const model = incoming.control.model(route.modelId);
  if (model === undefined || !model.backends.includes(route.backend)) {
    return refused(modelMissing(route.backend, route.modelId, route.apiVersion, 'getModel'));
  }
  return answered(route.backend === 'api_key' ? modelResource(model) : publisherModel(model));
}

export function modelMissing(
  backend: 'api_key' | 'enterprise',
  resource: string,
  apiVersion: string,
  method: string,
) {
  if (backend === 'api_key') return modelNotFound(resource, apiVersion, method);
  return googleError(
    404,
    `Publisher Model \`${resource}\` was not found or your project does not have access to it. Please ensure you are using a valid model version.`,
  );
}

function decideForModels(incoming: Incoming, modelId: string): Promise<Handled | undefined> {
  incoming.notes.kind = 'models';
  const decision = incoming.control.decide({ kind: 'models', modelId, prompt: '' });
  return obey(incoming, decision, { modelId, apiVersion: 'v1beta', method: 'listModels' });
}

function modelResource(model: CatalogueModel): object {
  return {
    name: `models/${model.id}`,
    version: '001',
    displayName: model.displayName,
    description: model.description,
    inputTokenLimit: model.inputTokenLimit,
    outputTokenLimit: model.outputTokenLimit,
    supportedGenerationMethods: model.supportedGenerationMethods,
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    thinking: model.thinkingLevels.length > 0,
  };
}

function publisherModel(model: CatalogueModel): object {
  return {
    name: `publishers/google/models/${model.id}`,
    versionId: 'default',
    openSourceCategory: 'PROPRIETARY',
    launchStage: 'GA',
  };
}

function tokenOf(start: number): string {
  return Buffer.from(`page:${start}`).toString('base64url');
}

function startOf(token: string | undefined): number | undefined {
  if (token === undefined || token === '') return 0;
  const start = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return start === undefined ? undefined : Number(start);
}
