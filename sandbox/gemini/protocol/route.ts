/** What a path under the prefix asks for. */
export type Route =
  | {
      readonly kind: 'model';
      readonly backend: 'api_key' | 'enterprise';
      readonly apiVersion: string;
      readonly modelId: string;
      /** `generateContent`, `predict` ...; unknown ones are answered with 404. */
      readonly method: string;
      /** Full name on the enterprise backend, for its error texts. */
      readonly resource: string;
    }
  | { readonly kind: 'models'; readonly backend: 'api_key' | 'enterprise' }
  | {
      readonly kind: 'modelInfo';
      readonly backend: 'api_key' | 'enterprise';
      readonly modelId: string;
      readonly apiVersion: string;
    }
  | { readonly kind: 'upload' }
  | { readonly kind: 'files' }
  | { readonly kind: 'file'; readonly name: string; readonly remove: boolean };

const API_KEY_METHOD = /^(v1|v1beta)\/models\/([^/:]+):(\w+)$/;
const ENTERPRISE_METHOD =
  /^(v1|v1beta1)\/((?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/google\/models\/([^/:]+)):(\w+)$/;
const API_KEY_MODELS = /^(v1|v1beta)\/models(?:\/([^/:]+))?$/;
const ENTERPRISE_MODELS = /^(v1|v1beta1)\/publishers\/google\/models(?:\/([^/:]+))?$/;
const FILE = /^v1beta\/(files\/[\w-]+)$/;

/** Nothing when the API has no such path for this HTTP method. */
export function parseRoute(method: string, path: string): Route | undefined {
  switch (method) {
    case 'POST':
      return path === 'upload/v1beta/files' ? { kind: 'upload' } : modelMethod(path);
    case 'GET':
      return path === 'v1beta/files' ? { kind: 'files' } : (modelList(path) ?? file(path, false));
    case 'DELETE':
      return file(path, true);
    default:
      return undefined;
  }
}

function modelMethod(path: string): Route | undefined {
  const direct = API_KEY_METHOD.exec(path);
  if (direct !== null) {
    const [, apiVersion = '', modelId = '', method = ''] = direct;
    const resource = `models/${modelId}`;
    return { kind: 'model', backend: 'api_key', apiVersion, modelId, method, resource };
  }
  const enterprise = ENTERPRISE_METHOD.exec(path);
  if (enterprise === null) return undefined;
  const [, apiVersion = '', resource = '', modelId = '', method = ''] = enterprise;
  return { kind: 'model', backend: 'enterprise', apiVersion, modelId, method, resource };
}

function modelList(path: string): Route | undefined {
  const direct = API_KEY_MODELS.exec(path);
  const match = direct ?? ENTERPRISE_MODELS.exec(path);
  if (match === null) return undefined;
  const backend = direct === null ? 'enterprise' : 'api_key';
  const [, apiVersion = '', modelId] = match;
  return modelId === undefined
    ? { kind: 'models', backend }
    : { kind: 'modelInfo', backend, modelId, apiVersion };
}

function file(path: string, remove: boolean): Route | undefined {
  const name = FILE.exec(path)?.[1];
  return name === undefined ? undefined : { kind: 'file', name, remove };
}
