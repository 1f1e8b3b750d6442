import { type Logger as Pino, pino } from 'pino';
import type { LogFields, Logger } from '../application/ports/logger.ts';
import type { LogLevel } from './configuration.ts';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Replaced wherever they would appear, e.g. inside an error's text. */
  readonly secrets: readonly string[];
}

/** One JSON line an event on standard output: `{"level":"info","time":"...","event":"...",...}`. */
export function createLogger({ level, secrets }: LoggerOptions): Logger {
  const hidden = secrets.filter((secret) => secret.length > 3);
  return new PinoLogger(
    pino(
      {
        level,
        base: null,
        messageKey: 'event',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      {
        write(line: string) {
          process.stdout.write(
            hidden.reduce((text, secret) => text.replaceAll(secret, '***'), line),
          );
        },
      },
    ),
  );
}

class PinoLogger implements Logger {
  readonly #pino: Pino;

  constructor(logger: Pino) {
    this.#pino = logger;
  }

  debug(event: string, fields: LogFields = {}): void {
    this.#pino.debug(plain(fields), event);
  }

  info(event: string, fields: LogFields = {}): void {
    this.#pino.info(plain(fields), event);
  }

  warn(event: string, fields: LogFields = {}, cause?: unknown): void {
    this.#pino.warn(plain(fields, cause), event);
  }

  error(event: string, fields: LogFields = {}, cause?: unknown): void {
    this.#pino.error(plain(fields, cause), event);
  }

  child(fields: LogFields): Logger {
    return new PinoLogger(this.#pino.child(plain(fields)));
  }
}

function plain(fields: LogFields, cause?: unknown): Record<string, unknown> {
  const values = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );
  return cause === undefined ? values : { ...values, error: describe(cause) };
}

const deepestCause = 3;

/** An error and its causes on one line; the stack of the first for bugs. */
function describe(cause: unknown): unknown {
  const messages: string[] = [];
  let current = cause;
  while (current !== undefined && current !== null && messages.length <= deepestCause) {
    messages.push(
      current instanceof Error ? `${current.name}: ${current.message}` : String(current),
    );
    current = current instanceof Error ? current.cause : undefined;
  }
  return {
    message: messages.join(' <- '),
    ...(cause instanceof Error && cause.stack !== undefined ? { stack: cause.stack } : {}),
  };
}
