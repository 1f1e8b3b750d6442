import type { LogFields, Logger } from '../../src/application/ports/logger.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
  readonly cause?: unknown;
}

/** Keeps every line, those of its children included, in the order of writing. */
export class RecordingLogger implements Logger {
  readonly lines: LogLine[];
  readonly #fields: LogFields;

  constructor(lines: LogLine[] = [], fields: LogFields = {}) {
    this.lines = lines;
    this.#fields = fields;
  }

  /** The lines of one event. */
  of(event: string): readonly LogLine[] {
    return this.lines.filter((line) => line.event === event);
  }

  debug(event: string, fields?: LogFields): void {
    this.#write('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#write('info', event, fields);
  }

  warn(event: string, fields?: LogFields, cause?: unknown): void {
    this.#write('warn', event, fields, cause);
  }

  error(event: string, fields?: LogFields, cause?: unknown): void {
    this.#write('error', event, fields, cause);
  }

  child(fields: LogFields): Logger {
    return new RecordingLogger(this.lines, { ...this.#fields, ...fields });
  }

  #write(level: LogLine['level'], event: string, fields: LogFields = {}, cause?: unknown): void {
    this.lines.push({ level, event, fields: { ...this.#fields, ...fields }, cause });
  }
}
