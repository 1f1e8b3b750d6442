import type { WebhookAnswer } from '../../application/ports/webhook-sender.ts';

type SendFailure = Extract<WebhookAnswer, { kind: 'failed' }>['error'];

export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';

  constructor(address: string) {
    super(`Cannot send a webhook to ${address} as it must be a public address`);
  }
}

const unknownHostCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA']);

/** OpenSSL's verdicts on certificates, as Node names them, and Node's own on host names. */
const tlsCodes =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/;
/** Where a runtime names no code. */
const tlsMessages = /certificate|tls|handshake/i;

/** Why a request had no answer, whichever runtime says it. */
export function failureOf(error: unknown): SendFailure {
  const causes = causesOf(error);
  if (causes.some((cause) => cause instanceof RefusedAddress)) {
    return 'address_refused';
  }
  const codes = causes.flatMap(({ code }) => (code === undefined ? [] : [code]));
  if (codes.includes('ETIMEDOUT')) {
    return 'timeout';
  }
  if (codes.some((code) => unknownHostCodes.has(code))) {
    return 'unknown_host';
  }
  if (
    codes.some((code) => tlsCodes.test(code)) ||
    causes.some(({ message }) => tlsMessages.test(message))
  ) {
    return 'tls_failed';
  }
  return 'connection_failed';
}

type Cause = Error & { readonly code?: string | undefined };

/** The error, what caused it, and the parts of an aggregate (several addresses that all failed). */
function causesOf(error: unknown): readonly Cause[] {
  if (!(error instanceof Error)) {
    return [];
  }
  const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...[error.cause, ...parts].flatMap(causesOf)];
}
