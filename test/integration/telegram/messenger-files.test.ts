import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTelegramApi } from '../../../src/adapters/telegram/api/telegram-api.ts';
import { TelegramUserFiles } from '../../../src/adapters/telegram/messenger/telegram-user-files.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { type Stage, setStage } from './messenger-stage.ts';

const token = '42:very-secret';
const never = new AbortController().signal;

function filesOf({ sandbox, api, token }: Stage): TelegramUserFiles {
  return new TelegramUserFiles({ api, token, apiRoot: sandbox.telegramUrl });
}

/** Downloads from a server that says yes to `getFile` and then does what it likes. */
async function filesFrom(download: RequestListener, timeoutMs = 5_000): Promise<TelegramUserFiles> {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/getFile')) {
      response.end(
        '{"ok":true,"result":{"file_id":"f","file_unique_id":"f","file_path":"a b.png"}}',
      );
    } else {
      download(request, response);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createTelegramApi({ token, apiRoot, logger: new RecordingLogger() });
  return new TelegramUserFiles({ api, token, apiRoot, timeoutMs });
}

/** The error with all its causes, as one text. */
async function errorOf(download: Promise<unknown>): Promise<string> {
  const messages: string[] = [];
  let error: unknown = await download.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  while (error instanceof Error) {
    messages.push(error.message, error.stack ?? '');
    error = error.cause;
  }
  return messages.join('\n');
}

describe('a file that a user sent', () => {
  test('is downloaded whole', async () => {
    const stage = await setStage();
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const sent = stage.sandbox.telegram.sendFile(stage.user, 'document', {
      data: data.toString('base64'),
      fileName: 'a.bin',
    });
    const fileId = sent.messages[0]?.document?.file_id ?? '';

    const file = await filesOf(stage).download(fileId, never);

    expect(file.ok && Buffer.from(file.value).equals(data)).toBe(true);
  });

  test('above 20 MB is too large', async () => {
    const stage = await setStage();
    const sent = stage.sandbox.telegram.sendFile(stage.user, 'document', {
      data: Buffer.from('x').toString('base64'),
      fileName: 'big.png',
      declaredSizeBytes: 25_000_000,
    });
    const fileId = sent.messages[0]?.document?.file_id ?? '';

    expect(await filesOf(stage).download(fileId, never)).toEqual({
      ok: false,
      error: { kind: 'too_large' },
    });
  });

  test('that Telegram does not know is gone', async () => {
    const stage = await setStage();

    expect(await filesOf(stage).download('no-such-file', never)).toEqual({
      ok: false,
      error: { kind: 'gone' },
    });
  });
});

describe('a download', () => {
  test('that is larger than was said is stopped', async () => {
    let sentBytes = 0;
    const files = await filesFrom((_request, response) => {
      const chunk = Buffer.alloc(1_000_000);
      const write = () => {
        while (!response.destroyed && sentBytes < 200_000_000) {
          sentBytes += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', write);
            return;
          }
        }
      };
      write();
    });

    expect(await files.download('f', never)).toEqual({ ok: false, error: { kind: 'too_large' } });
    expect(sentBytes).toBeLessThan(100_000_000);
  });

  test('whose link has expired is gone', async () => {
    const files = await filesFrom((_request, response) => {
      response.writeHead(404).end('{"ok":false,"error_code":404,"description":"Not Found"}');
    });

    expect(await files.download('f', never)).toEqual({ ok: false, error: { kind: 'gone' } });
  });

  test('that hangs ends in time', async () => {
    const files = await filesFrom((_request, response) => {
      response.write('x');
    }, 100);

    expect(await errorOf(files.download('f', never))).toContain('timed out after 100 ms');
  });

  test('ends when the work is canceled', async () => {
    const abort = new AbortController();
    const files = await filesFrom(() => abort.abort());

    expect(await errorOf(files.download('f', abort.signal))).toContain('Cannot download a file');
  });

  test('that fails does not show the token', async () => {
    const broken = await filesFrom((request) => request.destroy());
    const refused = await filesFrom((_request, response) => {
      response.writeHead(500).end();
    });

    for (const error of [
      await errorOf(broken.download('f', never)),
      await errorOf(refused.download('f', never)),
    ]) {
      expect(error).toContain('Cannot download a file from Telegram');
      expect(error).not.toContain('very-secret');
    }
  });
});
