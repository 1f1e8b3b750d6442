import {
  type GoogleError,
  googleError,
  invalidArgument,
  invalidKey,
  missingKey,
} from '../protocol/google-error.ts';
import { type Handled, refused } from '../protocol/outcome.ts';
import { parseRoute, type Route } from '../protocol/route.ts';
import { listFiles, oneFile, upload } from './files.ts';
import { countTokens, generate } from './generate.ts';
import type { Incoming, ModelRoute } from './incoming.ts';
import { getModel, listModels, modelMissing } from './models.ts';
import { predict } from './predict.ts';

const QUERY_NAMES: Readonly<Record<Route['kind'], readonly string[]>> = {
  model: ['alt'],
  models: ['pageSize', 'pageToken', 'filter'],
  modelInfo: [],
  upload: ['upload_id', 'upload_protocol'],
  files: ['pageSize', 'pageToken'],
  file: [],
};

/** Key, query and path first, as Google's front end does; then the handler of the path. */
export async function dispatch(incoming: Incoming, method: string, path: string): Promise<Handled> {
  const route = parseRoute(method, path);
  if (route === undefined) {
    return refused(googleError(404, `The requested URL /${path} was not found on this server.`));
  }
  if (route.kind === 'model' || route.kind === 'models' || route.kind === 'modelInfo') {
    incoming.notes.backend = route.backend;
  }
  if (route.kind === 'model') incoming.notes.model = route.modelId;
  const wrong = checkKey(incoming, route) ?? checkQuery(incoming, route);
  if (wrong !== undefined) return refused(wrong);
  switch (route.kind) {
    case 'model':
      return callModel(incoming, route);
    case 'models':
      return listModels(incoming, route);
    case 'modelInfo':
      return getModel(incoming, route);
    case 'upload':
      return upload(incoming);
    case 'files':
      return listFiles(incoming);
    case 'file':
      return oneFile(incoming, route);
  }
}

/** The enterprise backend takes a bearer token as well. The address of an upload is itself the permission. */
function checkKey(incoming: Incoming, route: Route): GoogleError | undefined {
  if (route.kind === 'upload' && incoming.query.upload_id !== undefined) return undefined;
  const key = incoming.header('x-goog-api-key') ?? '';
  if (key === 'invalid') return invalidKey();
  if (key !== '') return undefined;
  const token = incoming.header('authorization') ?? '';
  if (incoming.notes.backend === 'enterprise' && /^Bearer \S+$/.test(token)) return undefined;
  return missingKey();
}

function checkQuery(incoming: Incoming, route: Route): GoogleError | undefined {
  const known = QUERY_NAMES[route.kind];
  const unknown = Object.keys(incoming.query).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return invalidArgument(
    `Invalid JSON payload received. Unknown name "${unknown}": Cannot bind query parameter. Field '${unknown}' could not be found in request message.`,
    '',
  );
}

async function callModel(incoming: Incoming, route: ModelRoute): Promise<Handled> {
  const model = incoming.control.model(route.modelId);
  // Streaming is not a method of its own in a model's list.
  const method = route.method === 'streamGenerateContent' ? 'generateContent' : route.method;
  if (
    model === undefined ||
    !model.backends.includes(route.backend) ||
    !model.supportedGenerationMethods.includes(method)
  ) {
    const name = route.backend === 'api_key' ? route.modelId : route.resource;
    return refused(modelMissing(route.backend, name, route.apiVersion, route.method));
  }
  switch (method) {
    case 'generateContent':
      return generate(incoming, route, model);
    case 'countTokens':
      return countTokens(incoming, route, model);
    case 'predict':
      return predict(incoming, route, model);
    default:
      return refused(googleError(501, `The sandbox does not offer ${method}.`));
  }
}
