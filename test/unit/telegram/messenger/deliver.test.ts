import { InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TelegramMessenger } from '../../../../src/adapters/telegram/messenger/telegram-messenger.ts';
import type { DeliveredPart } from '../../../../src/application/ports/generation-repository.ts';
import type { Delivery } from '../../../../src/application/ports/messenger.ts';
import type {
  Generation,
  GenerationOutput,
} from '../../../../src/domain/generations/generation.ts';
import { chatId, type ImageId, userId } from '../../../../src/domain/shared/ids.ts';
import { aGeneration, anImageId, anOutput } from '../../../builders/domain.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { ManualTime } from '../../gemini/manual-time.ts';
import { png } from './pictures.ts';
import { ScriptedApi } from './scripted-api.ts';

const user = userId(7);
let server: ScriptedApi;
let time: ManualTime;
let messenger: TelegramMessenger;
let parts: DeliveredPart[];

beforeEach(() => {
  server = new ScriptedApi();
  time = new ManualTime();
  parts = [];
  const logger = new RecordingLogger();
  messenger = new TelegramMessenger({ api: server.api, clock: time, timers: time, logger });
});

afterEach(() => {
  expect(server.violations).toEqual([]);
});

function textDelivery(text: string, fields: Partial<Generation> = {}, output = {}): Delivery {
  const generation = aGeneration({
    userId: user,
    language: 'ru',
    status: 'delivering',
    output: anOutput({ parts: [{ kind: 'text', text }], ...output }),
    ...fields,
  });
  return { generation, ...rest };
}

const rest: Omit<Delivery, 'generation'> = {
  images: new Map<ImageId, Uint8Array>(),
  sendAsFile: false,
  delivered: [],
  onPart: async (part) => {
    parts.push(part);
  },
};

function pictureDelivery(
  bytes: Uint8Array,
  text = '',
  fields: Partial<Generation> = {},
): Delivery & { readonly imageId: ImageId } {
  const imageId = anImageId();
  const output: GenerationOutput = anOutput({
    parts: [
      ...(text === '' ? [] : [{ kind: 'text' as const, text }]),
      { kind: 'image', imageId, mimeType: 'image/png' },
    ],
  });
  const generation = aGeneration({
    userId: user,
    kind: 'image',
    language: 'ru',
    status: 'delivering',
    output,
    ...fields,
  });
  return { ...rest, generation, images: new Map([[imageId, bytes]]), imageId };
}

describe('a text result', () => {
  test('is sent formatted, without link previews, and reported', async () => {
    const result = await messenger.deliver(textDelivery('Это **важно**: https://example.com'));

    expect(result).toEqual({ ok: true, value: undefined });
    expect(server.of('sendMessage')).toEqual([
      {
        chat_id: 7,
        text: 'Это важно: https://example.com',
        entities: [{ type: 'bold', offset: 4, length: 5 }],
        link_preview_options: { is_disabled: true },
      },
    ]);
    expect(parts).toEqual([{ index: 0, chatId: 7, messageId: 101, imageId: undefined }]);
  });

  test('answers the message and stays in the topic of its destination', async () => {
    const destination = { chatId: chatId(-5), threadId: 9, replyToMessageId: 33 };
    await messenger.deliver(textDelivery(`${'слово '.repeat(700)}\n\nконец`, { destination }));

    const [first, second] = server.of('sendMessage');
    expect(first).toMatchObject({
      message_thread_id: 9,
      reply_parameters: { message_id: 33, allow_sending_without_reply: true },
    });
    expect(second).toMatchObject({ message_thread_id: 9 });
    expect(second).not.toHaveProperty('reply_parameters');
  });

  test('longer than a message is sent in parts, each reported before the next is sent', async () => {
    const events: string[] = [];
    const delivery = textDelivery('слово '.repeat(1_800));
    await messenger.deliver({
      ...delivery,
      onPart: async ({ index }) => {
        events.push(`part ${index} of ${server.calls.length} calls`);
      },
    });

    expect(events).toEqual(['part 0 of 1 calls', 'part 1 of 2 calls', 'part 2 of 3 calls']);
  });

  test('is not sent again where an earlier attempt had sent it', async () => {
    const delivery = textDelivery('слово '.repeat(1_800));
    const delivered = [0, 1].map((index) => ({ index, chatId: chatId(7), messageId: index }));
    await messenger.deliver({ ...delivery, delivered });

    expect(server.methods).toEqual(['sendMessage']);
    expect(parts.map(({ index }) => index)).toEqual([2]);
  });

  test('that was cut says so', async () => {
    await messenger.deliver(textDelivery('Начало', {}, { truncated: true }));

    expect(server.of('sendMessage')[0]?.text).toMatch(/^Начало\n\n✂️ Ответ оборвался/);
  });

  test.each(['', ' \n', '\u200b\u2063'])(
    'of invisible characters is told as empty: %j',
    async (text) => {
      await messenger.deliver(textDelivery(text));

      expect(server.of('sendMessage')[0]?.text).toBe('Модель ответила пустым сообщением.');
    },
  );

  test('whose formatting is refused is sent plain', async () => {
    server.answer('sendMessage', {
      code: 400,
      description: "Bad Request: can't parse entities: x",
    });
    await messenger.deliver(textDelivery('**важно**'));

    expect(server.of('sendMessage').map(({ text, entities }) => [text, entities])).toEqual([
      ['важно', [{ type: 'bold', offset: 0, length: 5 }]],
      ['важно', undefined],
    ]);
  });

  test('that is refused plain too will never be taken', async () => {
    server.always('sendMessage', { code: 400, description: 'Bad Request: something new' });

    expect(await messenger.deliver(textDelivery('**важно**'))).toMatchObject({
      ok: false,
      error: { kind: 'refused', description: expect.stringContaining('something new') },
    });
    expect(server.calls).toHaveLength(2);
    expect(parts).toEqual([]);
  });
});

describe('a chat that cannot be reached', () => {
  test.each([
    [403, 'Forbidden: bot was blocked by the user', 'bot was blocked by the user'],
    [400, 'Bad Request: chat not found', 'chat not found'],
  ])('ends the delivery: %i %s', async (code, description, reason) => {
    server.answer('sendMessage', { code, description });

    expect(await messenger.deliver(textDelivery('привет'))).toEqual({
      ok: false,
      error: { kind: 'unreachable', reason },
    });
    expect(parts).toEqual([]);
  });

  test('is followed to its new id, also later', async () => {
    const destination = { chatId: chatId(-5) };
    server.answer('sendMessage', {
      code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: -1005 },
    });
    await messenger.deliver(textDelivery('раз', { destination }));
    await messenger.deliver(textDelivery('два', { destination }));

    expect(server.of('sendMessage').map((call) => call.chat_id)).toEqual([-5, -1005, -1005]);
    expect(parts.map((part) => part.chatId)).toEqual([-1005, -1005]);
  });

  test('is written to outside a topic that was deleted', async () => {
    const destination = { chatId: chatId(-5), threadId: 3 };
    server.answer('sendMessage', {
      code: 400,
      description: 'Bad Request: message thread not found',
    });
    await messenger.deliver(textDelivery('раз', { destination }));

    expect(server.of('sendMessage').map((call) => call.message_thread_id)).toEqual([3, undefined]);
  });
});

describe('a demand for patience', () => {
  const flood = (seconds: number) => ({
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  });

  test('that is short is waited out', async () => {
    server.answer('sendMessage', flood(2));
    const delivering = messenger.deliver(textDelivery('привет'));
    await time.advance(1_999);
    expect(server.calls).toHaveLength(1);
    await time.advance(1);

    expect(await delivering).toMatchObject({ ok: true });
    expect(server.calls).toHaveLength(2);
  });

  test('that is long goes back to the caller', async () => {
    server.answer('sendMessage', flood(30));

    expect(await messenger.deliver(textDelivery('привет'))).toEqual({
      ok: false,
      error: { kind: 'busy', retryAfterMs: 30_000 },
    });
  });

  test('that is repeated goes back too', async () => {
    server.always('sendMessage', flood(2));
    const delivering = messenger.deliver(textDelivery('привет'));
    await time.advance(60_000);

    expect(await delivering).toEqual({ ok: false, error: { kind: 'busy', retryAfterMs: 2_000 } });
    expect(server.calls).toHaveLength(3);
    expect(time.waiting).toEqual([]);
  });
});

describe('an outage', () => {
  test.each([{ code: 500, description: 'Internal Server Error: restart' }, { lost: 'ECONNRESET' }])(
    'after which the message may have arrived is not answered with a second one',
    async (answer) => {
      server.answer('sendMessage', answer);

      await expect(messenger.deliver(textDelivery('привет'))).rejects.toThrow();
      expect(server.calls).toHaveLength(1);
    },
  );

  test('in which nothing was connected is tried again, twice', async () => {
    server.answer('sendMessage', { lost: 'ECONNREFUSED' }, { lost: 'ENOTFOUND' });
    const delivering = messenger.deliver(textDelivery('привет'));
    await time.advance(5_000);

    expect(await delivering).toMatchObject({ ok: true });
    expect(server.calls).toHaveLength(3);
  });

  test('that lasts is thrown', async () => {
    server.always('sendMessage', { lost: 'ECONNREFUSED' });
    const delivering = messenger.deliver(textDelivery('привет'));
    const failed = expect(delivering).rejects.toThrow('Network request');
    await time.advance(5_000);

    await failed;
    expect(server.calls).toHaveLength(3);
  });
});

describe('a picture', () => {
  test('is sent as a photo with its words and buttons', async () => {
    const delivery = pictureDelivery(png(64, 64), 'Вот **кот**');
    await messenger.deliver(delivery);

    const { id } = delivery.generation;
    const [photo] = server.of('sendPhoto');
    expect(photo).toMatchObject({
      chat_id: 7,
      caption: 'Вот кот',
      caption_entities: [{ type: 'bold', offset: 4, length: 3 }],
      reply_markup: {
        inline_keyboard: [
          [
            { text: '🔁 Ещё раз', callback_data: `again:${id}` },
            { text: '✏️ Изменить', callback_data: `edit:${delivery.imageId}` },
          ],
          [{ text: '📎 Исходный файл', callback_data: `file:${delivery.imageId}` }],
        ],
      },
    });
    expect(photo?.photo).toBeInstanceOf(InputFile);
    expect(photo?.photo).toMatchObject({
      filename: expect.stringMatching(/^nano-banana-[0-9a-f]{8}\.png$/),
    });
    expect(parts).toEqual([{ index: 0, chatId: 7, messageId: 101, imageId: delivery.imageId }]);
  });

  test('without words has no caption', async () => {
    await messenger.deliver(pictureDelivery(png(64, 64)));

    expect(server.of('sendPhoto')[0]).not.toHaveProperty('caption');
  });

  test('with many words sends them after it', async () => {
    await messenger.deliver(pictureDelivery(png(64, 64), 'слово '.repeat(300)));

    expect(server.methods).toEqual(['sendPhoto', 'sendMessage']);
    expect(parts.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('goes as a file too when the user wants files', async () => {
    const delivery = { ...pictureDelivery(png(64, 64)), sendAsFile: true };
    await messenger.deliver(delivery);

    expect(server.methods).toEqual(['sendPhoto', 'sendDocument']);
    expect(server.of('sendPhoto')[0]?.reply_markup).toMatchObject({
      inline_keyboard: [[{ text: '🔁 Ещё раз' }, { text: '✏️ Изменить' }]],
    });
    expect(server.of('sendDocument')[0]).not.toHaveProperty('reply_markup');
    expect(parts.map(({ index, imageId }) => [index, imageId])).toEqual([
      [0, delivery.imageId],
      [1, delivery.imageId],
    ]);
  });

  test('whose photo had arrived sends the file alone', async () => {
    const delivery = { ...pictureDelivery(png(64, 64)), sendAsFile: true };
    const delivered = [{ index: 0, chatId: chatId(7), messageId: 1, imageId: delivery.imageId }];
    await messenger.deliver({ ...delivery, delivered });

    expect(server.methods).toEqual(['sendDocument']);
  });

  test.each([
    ['above 10 MB', png(64, 64, 10_000_001)],
    ['too large a sum of sides', png(5_001, 5_000)],
    ['too long', png(2_001, 100)],
  ])('%s goes as a file once, with the buttons', async (_, bytes) => {
    await messenger.deliver({ ...pictureDelivery(bytes, 'Вот'), sendAsFile: true });

    expect(server.methods).toEqual(['sendDocument']);
    expect(server.of('sendDocument')[0]).toMatchObject({
      caption: 'Вот',
      reply_markup: { inline_keyboard: [[{ text: '🔁 Ещё раз' }, { text: '✏️ Изменить' }]] },
    });
  });

  test('that Telegram refuses as a photo goes as a file', async () => {
    server.answer('sendPhoto', { code: 400, description: 'Bad Request: IMAGE_PROCESS_FAILED' });
    await messenger.deliver({ ...pictureDelivery(png(64, 64)), sendAsFile: true });

    expect(server.methods).toEqual(['sendPhoto', 'sendDocument']);
    expect(parts.map(({ index }) => index)).toEqual([0]);
  });

  test('that lacks its bytes is a bug', async () => {
    const delivery = { ...pictureDelivery(png(64, 64)), images: new Map() };

    await expect(messenger.deliver(delivery)).rejects.toThrow('bytes were not given');
  });
});
