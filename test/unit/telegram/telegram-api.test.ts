import { Api, HttpError, type Transformer } from 'grammy';
import { describe, expect, test } from 'vitest';
import { limitCallTime } from '../../../src/adapters/telegram/api/call-time.ts';
import { hideToken, withoutToken } from '../../../src/adapters/telegram/api/hide-token.ts';
import { rememberMissingMethods } from '../../../src/adapters/telegram/api/missing-methods.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

/** An API whose server is the given function, with one of our transformers before it. */
function apiWith(transformer: Transformer, server: Transformer): Api {
  const api = new Api('42:secret');
  api.config.use(server, transformer);
  return api;
}

const missing = { ok: false, error_code: 404, description: 'Not Found: method not found' } as const;

describe('an optional method that the server lacks', () => {
  test('is asked for once and then done without', async () => {
    const asked: string[] = [];
    const logger = new RecordingLogger();
    const api = apiWith(rememberMissingMethods(logger), async (_previous, method) => {
      asked.push(method);
      return missing;
    });

    for (let time = 0; time < 3; time += 1) {
      await expect(api.sendChatAction(1, 'typing')).resolves.toBe(true);
      await expect(api.setMyCommands([])).resolves.toBe(true);
      await expect(api.setMessageReaction(1, 1, [])).resolves.toBe(true);
    }

    expect(asked).toEqual(['sendChatAction', 'setMyCommands', 'setMessageReaction']);
    expect(logger.of('telegram_method_missing')).toHaveLength(3);
  });

  test('tells callers that have another way', async () => {
    const asked: string[] = [];
    const api = apiWith(rememberMissingMethods(new RecordingLogger()), async (_, method) => {
      asked.push(method);
      return missing;
    });

    for (let time = 0; time < 3; time += 1) {
      await expect(api.sendMessageDraft(1, 1, 'hi')).rejects.toThrow('method not found');
    }

    expect(asked).toEqual(['sendMessageDraft']);
  });

  test('is not taken for missing when it fails otherwise', async () => {
    let calls = 0;
    const api = apiWith(rememberMissingMethods(new RecordingLogger()), async () => {
      calls += 1;
      return { ok: false, error_code: 400, description: 'Bad Request: chat not found' };
    });

    await expect(api.sendChatAction(1, 'typing')).rejects.toThrow('chat not found');
    await expect(api.sendChatAction(1, 'typing')).rejects.toThrow('chat not found');
    expect(calls).toBe(2);
  });
});

test('a missing essential method fails every time', async () => {
  const api = apiWith(rememberMissingMethods(new RecordingLogger()), async () => missing);

  await expect(api.sendMessage(1, 'hi')).rejects.toThrow('method not found');
  await expect(api.sendMessage(1, 'hi')).rejects.toThrow('method not found');
});

describe('the token', () => {
  const server: Transformer = async () => {
    const reason = new Error('request to https://api.telegram.org/bot42:secret/sendMessage failed');
    throw new HttpError("Network request for 'sendMessage' failed!", reason);
  };

  test('is in no error that a call throws', async () => {
    const api = apiWith(hideToken('42:secret'), server);

    const error: unknown = await api.sendMessage(1, 'hi').catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(HttpError);
    const { error: reason, cause } = error as HttpError & { cause: unknown };
    expect(String(reason)).toContain('<token>');
    expect(String(reason)).not.toContain('42:secret');
    expect(cause).toBe(reason);
  });

  test('is taken out of the reason too, and the code is kept', () => {
    const cause = Object.assign(new Error('connect /bot42:secret/'), { code: 'ECONNREFUSED' });
    const clean = withoutToken(new Error('fetch failed', { cause }), '42:secret');

    expect(clean.message).toBe('fetch failed: connect /bot<token>/');
    expect(clean).toMatchObject({ code: 'ECONNREFUSED' });
    expect(clean.cause).toBeUndefined();
  });
});

test("a caller's abort reaches the call", async () => {
  const api = apiWith(
    limitCallTime(),
    (_previous, _method, _payload, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  const abort = new AbortController();
  const call = api.getUpdates({}, abort.signal as never);

  abort.abort();

  await expect(call).rejects.toThrow('aborted');
});
