import type { Api } from 'grammy';
import type { FileUnavailable, UserFiles } from '../../../application/ports/user-files.ts';
import { err, ok, type Result } from '../../../domain/shared/result.ts';
import { asGrammySignal } from '../api/call-time.ts';
import { withoutToken } from '../api/hide-token.ts';
import { failureOf } from '../api/telegram-error.ts';

export interface TelegramUserFilesOptions {
  readonly api: Api;
  readonly token: string;
  /** e.g. `https://api.telegram.org`. */
  readonly apiRoot: string;
  readonly timeoutMs?: number;
}

/** What the Bot API lets a bot download. */
const maxBytes = 20 * 1024 * 1024;
const defaultTimeoutMs = 60_000;

/** Downloads what users sent, by Telegram's file ids. */
export class TelegramUserFiles implements UserFiles {
  readonly #api: Api;
  readonly #token: string;
  readonly #apiRoot: string;
  readonly #timeoutMs: number;

  constructor({ api, token, apiRoot, timeoutMs }: TelegramUserFilesOptions) {
    this.#api = api;
    this.#token = token;
    this.#apiRoot = apiRoot.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs ?? defaultTimeoutMs;
  }

  /** @throws Error for outages, time-out and abort; its text never holds the token. */
  async download(
    fileId: string,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, FileUnavailable>> {
    const limit = new AbortController();
    const stop = () => limit.abort(signal.reason);
    const timer = setTimeout(
      () => limit.abort(new Error(`timed out after ${this.#timeoutMs} ms`)),
      this.#timeoutMs,
    );
    signal.addEventListener('abort', stop);
    if (signal.aborted) {
      stop();
    }
    try {
      const path = await this.#locate(fileId, limit.signal);
      return path.ok ? await this.#fetch(path.value, limit.signal) : path;
    } catch (error) {
      throw new Error('Cannot download a file from Telegram', {
        cause: withoutToken(error, this.#token),
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  async #locate(fileId: string, signal: AbortSignal): Promise<Result<string, FileUnavailable>> {
    try {
      const file = await this.#api.getFile(fileId, asGrammySignal(signal));
      if (file.file_size !== undefined && file.file_size > maxBytes) {
        return err({ kind: 'too_large' });
      }
      return file.file_path === undefined ? err({ kind: 'gone' }) : ok(file.file_path);
    } catch (error) {
      const { kind } = failureOf(error);
      if (kind === 'file_too_large') {
        return err({ kind: 'too_large' });
      }
      if (kind === 'file_gone' || kind === 'refused') {
        return err({ kind: 'gone' });
      }
      throw error;
    }
  }

  async #fetch(path: string, signal: AbortSignal): Promise<Result<Uint8Array, FileUnavailable>> {
    const url = `${this.#apiRoot}/file/bot${this.#token}/${encodeURI(path)}`;
    const response = await fetch(url, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      if (response.status === 404 || response.status === 400) {
        return err({ kind: 'gone' });
      }
      throw new Error(`Telegram answered ${response.status} to a file download`);
    }
    return readAtMost(response, maxBytes);
  }
}

/** Stops reading as soon as the limit is passed, whatever size was announced. */
async function readAtMost(
  response: Response,
  limit: number,
): Promise<Result<Uint8Array, FileUnavailable>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body !== null) {
    for await (const chunk of response.body) {
      length += chunk.byteLength;
      if (length > limit) {
        return err({ kind: 'too_large' });
      }
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return ok(bytes);
}
