import type { Fault } from '../control-api.ts';

/** An error as Google's front end answers it: an HTTP status and a JSON body. */
export interface GoogleError {
  readonly httpStatus: number;
  readonly body: {
    readonly error: {
      readonly code: number;
      readonly message: string;
      readonly status: string;
      readonly details?: readonly object[];
    };
  };
}

const RETRY_DELAY_MS = 17_000;
const STATUS_OF: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [413, 'INVALID_ARGUMENT'],
  [429, 'RESOURCE_EXHAUSTED'],
  [500, 'INTERNAL'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
]);

/** `status` defaults to the canonical name of the HTTP status. */
export function googleError(
  httpStatus: number,
  message: string,
  extra: { readonly status?: string; readonly details?: readonly object[] } = {},
): GoogleError {
  const status = extra.status ?? STATUS_OF.get(httpStatus) ?? 'UNKNOWN';
  const { details } = extra;
  const error = { code: httpStatus, message, status };
  return {
    httpStatus,
    body: { error: details === undefined ? error : { ...error, details } },
  };
}

/** 400 INVALID_ARGUMENT, with the field when it is known. */
export function invalidArgument(message: string, field?: string): GoogleError {
  if (field === undefined) return googleError(400, message);
  const violation = field === '' ? { description: message } : { field, description: message };
  return googleError(400, message, {
    details: [
      { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [violation] },
    ],
  });
}

export function missingKey(): GoogleError {
  return googleError(
    403,
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );
}

export function invalidKey(): GoogleError {
  const message = 'API key not valid. Please pass a valid API key.';
  return googleError(400, message, {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
      {
        '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
        locale: 'en-US',
        message,
      },
    ],
  });
}

export function modelNotFound(modelId: string, apiVersion: string, method: string): GoogleError {
  return googleError(
    404,
    `models/${modelId} is not found for API version ${apiVersion}, or is not supported for ${method}. Call ModelService.ListModels to see the list of available models and their supported methods.`,
  );
}

/** The error of a scripted fault; `bad_gateway` is HTML on the wire, see `badGatewayHtml`. */
export function faultError(
  fault: Fault,
  call: { readonly modelId: string; readonly apiVersion: string; readonly method: string },
  retryDelayMs?: number,
): GoogleError {
  switch (fault) {
    case 'quota':
      return quotaError(call.modelId, retryDelayMs ?? RETRY_DELAY_MS);
    case 'quota_without_delay':
      return googleError(429, 'Resource has been exhausted (e.g. check quota).');
    case 'overloaded':
      return googleError(503, 'The model is overloaded. Please try again later.');
    case 'internal':
      return googleError(
        500,
        'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
      );
    case 'deadline':
      return googleError(504, 'Deadline expired before operation could complete.');
    case 'region':
      return googleError(400, 'User location is not supported for the API use.', {
        status: 'FAILED_PRECONDITION',
      });
    case 'billing':
      return googleError(
        400,
        'Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.',
        { status: 'FAILED_PRECONDITION' },
      );
    case 'model_not_found':
      return modelNotFound(call.modelId, call.apiVersion, call.method);
    case 'permission':
      return googleError(403, 'The caller does not have permission');
    case 'key_invalid':
      return invalidKey();
    case 'bad_gateway':
      return googleError(502, 'Bad Gateway');
  }
}

function quotaError(modelId: string, retryDelayMs: number): GoogleError {
  const retryDelay = `${retryDelayMs / 1000}s`;
  const message = [
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.',
    `* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_paid_tier_requests, limit: 1000, model: ${modelId}`,
    `Please retry in ${retryDelay}.`,
  ].join('\n');
  return googleError(429, message, {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: 'generativelanguage.googleapis.com/generate_content_paid_tier_requests',
            quotaId: 'GenerateRequestsPerMinutePerProjectPerModel',
            quotaDimensions: { location: 'global', model: modelId },
            quotaValue: '1000',
          },
        ],
      },
      {
        '@type': 'type.googleapis.com/google.rpc.Help',
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
    ],
  });
}

export const badGatewayHtml =
  '<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p><b>502.</b> That’s an error.\n<p>The server encountered a temporary error and could not complete your request.\n</html>\n';
