import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { setStage } from './telegram-harness.ts';

describe('scripted faults of the Telegram stand-in', () => {
  it('are errors with parameters and a Retry-After header', async () => {
    const { sandbox, token, user } = await setStage();
    sandbox.telegram.addFault({
      method: 'sendMessage',
      times: 1,
      kind: 'error',
      error_code: 429,
      description: 'Too Many Requests: retry after 5',
      parameters: { retry_after: 5 },
    });
    const url = `${sandbox.telegramUrl}/bot${token}/sendMessage?chat_id=${user.id}&text=a`;
    const failed = await fetch(url);
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await failed.json()).toMatchObject({ ok: false, parameters: { retry_after: 5 } });
    expect((await fetch(url)).status).toBe(200);
  });

  it('are an HTML 502, which grammY takes for a failed network', async () => {
    const { sandbox, api, user } = await setStage();
    const body = '<html>Bad Gateway</html>';
    sandbox.telegram.addFault({ method: '*', times: 1, kind: 'http', status: 502, body });
    await expect(api.sendMessage(user.id, 'a')).rejects.toBeInstanceOf(HttpError);
    expect(await api.sendMessage(user.id, 'a')).toMatchObject({ message_id: 2 });
  });

  it.each([
    ['after', 'drop-after', 1],
    ['before', 'drop-before', 0],
  ] as const)('drop the connection %s the call is done', async (_name, kind, messages) => {
    const { sandbox, api, user } = await setStage();
    sandbox.telegram.addFault({ method: 'sendMessage', times: 1, kind });
    await expect(api.sendMessage(user.id, 'a')).rejects.toBeInstanceOf(HttpError);
    const fromBot = sandbox.telegram.chat(user.id).messages.filter((m) => m.from?.is_bot);
    expect(fromBot).toHaveLength(messages);
    expect(sandbox.telegram.calls({ method: 'sendMessage' }).calls).toMatchObject([{ status: 0 }]);
  });

  it('are a method that the server lacks', async () => {
    const { sandbox, api, user } = await setStage();
    sandbox.telegram.addFault({ method: 'sendmessagedraft', kind: 'method-not-found' });
    const sending = api.sendMessageDraft(user.id, 1, 'a');
    await expect(sending).rejects.toMatchObject({
      error_code: 404,
      description: 'Not Found: method not found',
    });
    await expect(sending).rejects.toBeInstanceOf(GrammyError);
  });

  it('are a delay, in one chat only, after so many calls', async () => {
    const { sandbox, api, user } = await setStage();
    const other = sandbox.telegram.createUser();
    sandbox.telegram.pressStart(other.id);
    const rule = { method: 'sendMessage', chatId: user.id, skip: 1, times: 1 };
    sandbox.telegram.addFault({ ...rule, kind: 'delay', delayMs: 120 });
    const timed = async (chatId: number) => {
      const start = performance.now();
      await api.sendMessage(chatId, 'a');
      return performance.now() - start > 100;
    };
    const slow = [await timed(other.id), await timed(user.id), await timed(user.id)];
    expect([...slow, await timed(user.id)]).toEqual([false, false, true, false]);
  });

  it('are listed with their hits, and removed', async () => {
    const { sandbox, call } = await setStage();
    const { telegram } = sandbox;
    const first = telegram.addFault({ method: 'getMe', kind: 'method-not-found' });
    const second = telegram.addFault({ method: '*', kind: 'method-not-found' });
    await call('getMe');
    expect(telegram.faults().map((fault) => fault.hits)).toEqual([1, 0]);
    expect(telegram.removeFaults(first.id)).toBe(1);
    await call('getMe');
    expect(telegram.faults()).toMatchObject([{ id: second.id, hits: 1 }]);
    expect(telegram.removeFaults()).toBe(1);
    expect(await call('getMe')).toMatchObject({ ok: true });
    const log = telegram.calls({ method: 'getMe' });
    expect(log.calls.map((logged) => logged.faultId)).toEqual([first.id, second.id, undefined]);
    expect(log.byMethod.getMe).toBe(3);
  });
});
