/** Values that may stand in a log line. Never a token, a prompt or a secret. */
export interface LogFields {
  readonly [name: string]: string | number | boolean | bigint | undefined | readonly string[];
}

/** Structured log: an event name in snake_case and its fields. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields, cause?: unknown): void;
  error(event: string, fields?: LogFields, cause?: unknown): void;
  /** A logger whose lines all carry these fields. */
  child(fields: LogFields): Logger;
}
