/** The provider could not be reached, or the connection broke before the answer was complete. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** The system's code, e.g. `ECONNREFUSED`; names nothing secret. */
  readonly code: string;

  constructor(cause: unknown) {
    super('The connection to the model provider failed', { cause });
    this.code = codeOf(cause);
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : 'UNKNOWN';
}
