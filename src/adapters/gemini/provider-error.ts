import { z } from 'zod';

/** The parts of Google's error body (`google.rpc.Status`) that decide what to do. */
export interface ProviderError {
  readonly message: string;
  /** e.g. `RESOURCE_EXHAUSTED`; empty when the body is not Google's. */
  readonly status: string;
  /** `reason` of every ErrorInfo, e.g. `API_KEY_INVALID`. */
  readonly reasons: readonly string[];
  /** From RetryInfo. */
  readonly retryDelayMs?: number | undefined;
}

const detailSchema = z.object({
  reason: z.string().optional().catch(undefined),
  retryDelay: z.string().optional().catch(undefined),
});

const bodySchema = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z.array(detailSchema).catch([]),
  }),
});

const unknownError: ProviderError = { message: '', status: '', reasons: [] };

/** Reads the JSON that `text` is or ends with; the SDK puts `got status: X. ` before it in a stream. */
export function parseProviderError(text: string): ProviderError {
  const start = text.indexOf('{');
  const body = bodySchema.safeParse(start < 0 ? undefined : jsonOf(text.slice(start)));
  if (!body.success) {
    return unknownError;
  }
  const { message, status, details } = body.data.error;
  const retryDelay = details.find((detail) => detail.retryDelay !== undefined)?.retryDelay;
  return {
    message,
    status,
    reasons: details.flatMap((detail) => (detail.reason === undefined ? [] : [detail.reason])),
    retryDelayMs: retryDelay === undefined ? undefined : durationMs(retryDelay),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A protobuf Duration in JSON: seconds with up to nine decimals and an `s`. */
function durationMs(duration: string): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(duration)?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
