import { HttpError, type Transformer } from 'grammy';

/** The HTTP client names the whole URL in its errors, and the URL holds the token. */
export function hideToken(token: string): Transformer {
  return async (previous, method, payload, signal) => {
    try {
      return await previous(method, payload, signal);
    } catch (error) {
      if (!(error instanceof HttpError)) {
        throw withoutToken(error, token);
      }
      const reason = withoutToken(error.error, token);
      // grammY keeps the reason in `error`; loggers look for it in `cause`.
      throw Object.assign(new HttpError(error.message, reason), { cause: reason });
    }
  };
}

/** The error's message and reason without the token; its `code` (e.g. `ECONNREFUSED`) stays. */
export function withoutToken(error: unknown, token: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  const whole = cause === undefined ? message : `${message}: ${cause.message}`;
  const clean = new Error(whole.replaceAll(token, '<token>'));
  const code = codeOf(error) ?? codeOf(cause);
  return code === undefined ? clean : Object.assign(clean, { code });
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
