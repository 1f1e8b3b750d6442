import type { LogFields, Logger } from '../../../src/application/ports/logger.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
  readonly cause: unknown;
}

/** Keeps its lines. */
export class RecordingLogger implements Logger {
  readonly lines: LogLine[] = [];

  debug(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'debug', event, fields, cause: undefined });
  }

  info(event: string, fields: LogFields = {}): void {
    this.lines.push({ level: 'info', event, fields, cause: undefined });
  }

  warn(event: string, fields: LogFields = {}, cause?: unknown): void {
    this.lines.push({ level: 'warn', event, fields, cause });
  }

  error(event: string, fields: LogFields = {}, cause?: unknown): void {
    this.lines.push({ level: 'error', event, fields, cause });
  }

  child(): Logger {
    return this;
  }
}
