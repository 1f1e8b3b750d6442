import type { Call } from '../control-api.ts';
import { badGatewayHtml, type GoogleError } from './google-error.ts';

/** What goes out for a call, decided before the first byte is sent. */
export type Outcome =
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: object;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'html'; readonly status: number; readonly html: string }
  | {
      readonly kind: 'stream';
      readonly chunks: readonly object[];
      readonly format: 'sse' | 'array';
      readonly perChunkMs: number;
      /** Absent: all chunks are sent and the stream ends well. */
      readonly fault?: StreamFault;
    }
  | { readonly kind: 'cut'; readonly body: object }
  | { readonly kind: 'hang'; readonly maxMs: number };

export interface StreamFault {
  readonly afterChunks: number;
  /** An error chunk; absent: the connection drops inside the next chunk. */
  readonly error?: GoogleError;
}

/** What the log says about a call besides what went over the wire. */
export interface Report {
  readonly result: Call['outcome'];
  readonly finishReason?: string;
  readonly violations?: readonly string[];
}

export interface Handled {
  readonly outcome: Outcome;
  readonly report: Report;
}

/** The request broke the protocol. */
export function refused(error: GoogleError, oddities: readonly string[] = []): Handled {
  return {
    outcome: { kind: 'json', status: error.httpStatus, body: error.body },
    report: { result: 'refused', violations: [error.body.error.message, ...oddities] },
  };
}

/** A scripted error. */
export function failed(error: GoogleError): Handled {
  const outcome: Outcome =
    error.httpStatus === 502
      ? { kind: 'html', status: 502, html: badGatewayHtml }
      : { kind: 'json', status: error.httpStatus, body: error.body };
  return { outcome, report: { result: 'failed' } };
}

export function answered(body: object, headers?: Record<string, string>): Handled {
  const outcome: Outcome = { kind: 'json', status: 200, body };
  return {
    outcome: headers === undefined ? outcome : { ...outcome, headers },
    report: { result: 'answered' },
  };
}
