import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TelegramMessenger } from '../../../../src/adapters/telegram/messenger/telegram-messenger.ts';
import { type Notice, privateChatOf } from '../../../../src/application/notices.ts';
import { chatId, uploadId, userId } from '../../../../src/domain/shared/ids.ts';
import { aGeneration } from '../../../builders/domain.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { ManualTime } from '../../gemini/manual-time.ts';
import { png } from './pictures.ts';
import { ScriptedApi } from './scripted-api.ts';

const user = userId(7);
const gone = { code: 400, description: 'Bad Request: message to edit not found' };
let server: ScriptedApi;
let messenger: TelegramMessenger;

beforeEach(() => {
  server = new ScriptedApi();
  const time = new ManualTime();
  const logger = new RecordingLogger();
  messenger = new TelegramMessenger({ api: server.api, clock: time, timers: time, logger });
});

afterEach(() => {
  expect(server.violations).toEqual([]);
});

describe('a notice', () => {
  const failed: Notice = {
    kind: 'generation_failed',
    generationKind: 'image',
    failure: { kind: 'no_image' },
    returned: 2,
  };

  test('is written in the language of the user, as an answer to the request', async () => {
    const destination = { chatId: chatId(7), replyToMessageId: 12 };
    await messenger.notify({ userId: user, destination, language: 'ru', notice: failed });

    expect(server.of('sendMessage')).toEqual([
      {
        chat_id: 7,
        text: 'Модель ответила без картинки. Попробуйте описать её подробнее. 2 кредита вернулись на счёт.',
        reply_parameters: { message_id: 12, allow_sending_without_reply: true },
        link_preview_options: { is_disabled: true },
      },
    ]);
  });

  test.each<[string, Notice, unknown]>([
    [
      'lacking credits',
      {
        kind: 'request_refused',
        refusal: { kind: 'insufficient_credits', required: 2, available: 1 },
      },
      [[{ text: '🛒 Buy credits', callback_data: 'buy' }]],
    ],
    [
      'a payment that failed',
      { kind: 'payment_failed', price: { amount: '125', currency: 'XTR' }, reason: 'x' },
      [[{ text: '🛒 Buy credits', callback_data: 'buy' }]],
    ],
    [
      'a payment page',
      {
        kind: 'payment_page_ready',
        url: 'https://pay.example/1',
        price: { amount: '499.00', currency: 'RUB' },
        paymentId: '0199d3c4-0000-4000-8000-000000000001',
      },
      [
        [{ text: '💳 Pay 499 ₽', url: 'https://pay.example/1' }],
        [
          {
            text: '🔄 I have paid: check',
            callback_data: 'check:0199d3c4-0000-4000-8000-000000000001',
          },
        ],
      ],
    ],
  ])('of %s has a button for what comes next', async (_what, notice, keyboard) => {
    const destination = privateChatOf(user);
    await messenger.notify({ userId: user, destination, language: 'en', notice });
    expect(server.of('sendMessage')).toMatchObject([
      { reply_markup: { inline_keyboard: keyboard } },
    ]);
  });

  test('to a user who blocked the bot is unreachable', async () => {
    server.answer('sendMessage', {
      code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    const destination = privateChatOf(user);

    expect(
      await messenger.notify({ userId: user, destination, language: 'en', notice: failed }),
    ).toEqual({ ok: false, error: { kind: 'unreachable', reason: 'bot was blocked by the user' } });
  });

  test('that asks what to change wants a reply in a group, where the bot sees nothing else', async () => {
    const notice: Notice = { kind: 'edit_instruction_wanted', pictures: 1 };
    const destination = { chatId: chatId(-5), replyToMessageId: 12 };
    await messenger.notify({ userId: user, destination, language: 'ru', notice });
    await messenger.notify({
      userId: user,
      destination: privateChatOf(user),
      language: 'ru',
      notice,
    });

    const [inGroup, inPrivate] = server.of('sendMessage');
    expect(inGroup?.reply_markup).toEqual({
      force_reply: true,
      selective: true,
      input_field_placeholder: 'Что изменить?',
    });
    expect(inPrivate).not.toHaveProperty('reply_markup');
  });

  test('with a note of any length arrives', async () => {
    const notice: Notice = { kind: 'credits_granted', credits: 1, note: 'слово '.repeat(2_000) };
    const destination = privateChatOf(user);

    expect(
      await messenger.notify({ userId: user, destination, language: 'ru', notice }),
    ).toMatchObject({ ok: true });
  });
});

describe('a message of an admin', () => {
  const to = (notice: Notice) => ({
    userId: user,
    destination: privateChatOf(user),
    language: 'en' as const,
    notice,
  });
  const picture = uploadId('0199d3c4-0000-4000-8000-000000000001');
  const sent = { ok: true, value: undefined };

  test('is plain text, whatever it looks like', async () => {
    const text = '*Hi* <b>you</b>\n1. [a](https://example.com) _x_ `y`';

    expect(await messenger.notify(to({ kind: 'admin_message', text }))).toEqual(sent);
    expect(server.of('sendMessage')).toEqual([
      { chat_id: 7, text, link_preview_options: { is_disabled: true } },
    ]);
  });

  test('of 4096 characters is one message', async () => {
    const text = 'x'.repeat(4096);

    expect(await messenger.notify(to({ kind: 'admin_message', text }))).toEqual(sent);
    expect(server.of('sendMessage')).toMatchObject([{ text }]);
  });

  test('stands under its picture', async () => {
    const text = '*x*'.padEnd(1024, 'x');

    expect(await messenger.notify(to({ kind: 'admin_message', text, picture }), png(4, 3))).toEqual(
      sent,
    );
    expect(server.methods).toEqual(['sendPhoto']);
    expect(server.of('sendPhoto')).toEqual([
      { chat_id: 7, photo: expect.anything(), caption: text },
    ]);
  });

  test('that is too long for that is left for a message of its own, after the picture', async () => {
    const text = 'x'.repeat(1025);
    const notice: Notice = { kind: 'admin_message', text, picture };

    expect(await messenger.notify(to(notice), png(4, 3))).toEqual({
      ok: true,
      value: { kind: 'admin_message', text },
    });
    expect(server.methods).toEqual(['sendPhoto']);
    expect(server.of('sendPhoto')[0]).not.toHaveProperty('caption');
  });

  test('whose picture is gone comes without it', async () => {
    expect(await messenger.notify(to({ kind: 'admin_message', text: 'x', picture }))).toEqual(sent);
    expect(server.methods).toEqual(['sendMessage']);
  });

  test.each([
    ['is too long and thin for a photo', png(10_000, 1), ['sendDocument']],
    ['Telegram does not take as a photo', png(4, 3), ['sendPhoto', 'sendDocument']],
  ])('whose picture %s comes with a file', async (_what, bytes, methods) => {
    server.answer('sendPhoto', { code: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
    const notice: Notice = { kind: 'admin_message', text: 'x', picture };

    expect(await messenger.notify(to(notice), bytes)).toEqual(sent);
    expect(server.methods).toEqual(methods);
    expect(server.of('sendDocument')).toMatchObject([{ caption: 'x' }]);
  });

  test('with a picture to a user who blocked the bot is unreachable', async () => {
    const description = 'Forbidden: bot was blocked by the user';
    server.answer('sendPhoto', { code: 403, description });
    const notice: Notice = { kind: 'admin_message', text: 'x', picture };

    expect(await messenger.notify(to(notice), png(4, 3))).toMatchObject({
      error: { kind: 'unreachable' },
    });
    expect(server.methods).toEqual(['sendPhoto']);
  });
});

describe('a request in the queue', () => {
  const generation = aGeneration({ userId: user, language: 'ru' });

  test('is shown with its place, in one message that changes', async () => {
    const messageId = await messenger.showWaiting(generation, 3, undefined);
    expect(await messenger.showWaiting(generation, 0, messageId)).toBe(messageId);

    expect(server.of('sendMessage')[0]?.text).toBe('⏳ В очереди: перед вами 3 запроса');
    expect(server.of('editMessageText')[0]).toEqual({
      chat_id: 7,
      message_id: messageId,
      text: '⏳ В очереди: вы следующий',
    });
  });

  test('whose place did not change keeps its message', async () => {
    server.answer('editMessageText', {
      code: 400,
      description: 'Bad Request: message is not modified',
    });

    expect(await messenger.showWaiting(generation, 3, 55)).toBe(55);
  });

  test('whose message the user deleted has none', async () => {
    server.answer('editMessageText', gone);

    expect(await messenger.showWaiting(generation, 3, 55)).toBeUndefined();
  });

  test('is not shown when Telegram is away', async () => {
    server.answer('sendMessage', { lost: 'ECONNRESET' });

    expect(await messenger.showWaiting(generation, 3, undefined)).toBeUndefined();
  });
});

test('removing a message that is gone already is fine', async () => {
  server.answer('deleteMessage', {
    code: 400,
    description: 'Bad Request: message to delete not found',
  });

  await expect(messenger.removeMessage(privateChatOf(user), 5)).resolves.toBeUndefined();
});
