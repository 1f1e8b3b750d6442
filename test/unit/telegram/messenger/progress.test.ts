import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TelegramMessenger } from '../../../../src/adapters/telegram/messenger/telegram-messenger.ts';
import type { Progress } from '../../../../src/application/ports/messenger.ts';
import type { Generation } from '../../../../src/domain/generations/generation.ts';
import { chatId, userId } from '../../../../src/domain/shared/ids.ts';
import { aGeneration } from '../../../builders/domain.ts';
import { RecordingLogger } from '../../../fakes/recording-logger.ts';
import { ManualTime } from '../../gemini/manual-time.ts';
import { ScriptedApi } from './scripted-api.ts';

let server: ScriptedApi;
let time: ManualTime;
let logger: RecordingLogger;
let statusMessages: number[];

beforeEach(() => {
  server = new ScriptedApi();
  time = new ManualTime();
  logger = new RecordingLogger();
  statusMessages = [];
});

afterEach(() => {
  expect(server.violations).toEqual([]);
  expect(time.waiting).toEqual([]);
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

function start(fields: Partial<Generation> = {}, statusMessageId?: number): Progress {
  const messenger = new TelegramMessenger({ api: server.api, clock: time, timers: time, logger });
  const generation = aGeneration({ userId: userId(7), language: 'ru', ...fields });
  return messenger.progress(generation, {
    statusMessageId,
    onStatusMessage: (messageId) => statusMessages.push(messageId),
  });
}

async function close(progress: Progress): Promise<void> {
  const closing = progress.close();
  await time.advance(10_000);
  await closing;
}

const texts = (method: string): readonly unknown[] => server.of(method).map(({ text }) => text);
const inGroup = { destination: { chatId: chatId(-5), replyToMessageId: 33 } };
const flood = {
  code: 429,
  description: 'Too Many Requests: retry after 3',
  parameters: { retry_after: 3 },
};
const noMethod = { code: 404, description: 'Not Found: method not found' };

describe('work that ends quickly', () => {
  test('shows nothing', async () => {
    const progress = start();
    progress.text('При');
    await time.advance(399);
    await close(progress);

    expect(server.calls).toEqual([]);
  });
});

describe('an answer in a private chat', () => {
  test('is awaited with a draft that counts the seconds', async () => {
    const progress = start();
    await time.advance(9_000);
    await close(progress);

    expect(texts('sendMessageDraft')).toEqual(['💭 Думаю…', '💭 Думаю… 3 с', '💭 Думаю… 8 с']);
    expect(server.methods).not.toContain('sendChatAction');
    expect(server.methods).not.toContain('deleteMessage');
  });

  test('grows in one draft, formatted, at most twice a second', async () => {
    const progress = start();
    await time.advance(400);
    for (let length = 1; length <= 30; length += 1) {
      progress.text(`**${'а'.repeat(length)}`);
      await time.advance(100);
    }
    await close(progress);

    const drafts = server.of('sendMessageDraft');
    expect(drafts.length).toBeGreaterThanOrEqual(6);
    expect(drafts.length).toBeLessThanOrEqual(7);
    expect(new Set(drafts.map((draft) => draft.draft_id)).size).toBe(1);
    expect(drafts[0]?.draft_id).toBeGreaterThan(0);
    expect(drafts.at(-1)).toMatchObject({ chat_id: 7, entities: [{ type: 'bold', offset: 0 }] });
  });

  test('longer than a message shows its end', async () => {
    const progress = start();
    progress.text(`${'слово '.repeat(2_000)}\nконец`);
    await time.advance(500);
    await close(progress);

    const [text] = texts('sendMessageDraft');
    expect(text).toMatch(/конец$/);
    expect(String(text).length).toBeLessThanOrEqual(4096);
  });

  test('that pauses is kept alive', async () => {
    const progress = start();
    progress.text('Начало');
    await time.advance(50_000);
    await close(progress);

    expect(texts('sendMessageDraft')).toEqual(['Начало', 'Начало', 'Начало']);
  });

  test('that starts over shows the waiting again', async () => {
    const progress = start();
    progress.text('Начало');
    await time.advance(400);
    progress.text('');
    await time.advance(600);
    await close(progress);

    expect(texts('sendMessageDraft')).toEqual(['Начало', '💭 Думаю…']);
  });

  test.each([noMethod, { code: 400, description: 'Bad Request: TEXTDRAFT_PEER_INVALID' }])(
    'is shown in a status message where drafts do not work: $description',
    async (answer) => {
      server.always('sendMessageDraft', answer);
      const progress = start();
      await time.advance(400);
      progress.text('Раз');
      await time.advance(100);
      progress.text('Раз **два');
      await time.advance(3_000);
      await close(progress);

      expect(server.of('sendMessageDraft')).toHaveLength(1);
      expect(texts('sendMessage')).toEqual(['💭 Думаю…']);
      expect(texts('editMessageText')).toEqual(['Раз два']);
      expect(server.of('sendChatAction')[0]).toEqual({ chat_id: 7, action: 'typing' });
      expect(statusMessages).toEqual([101]);
      expect(server.of('deleteMessage')).toEqual([{ chat_id: 7, message_id: 101 }]);
    },
  );
});

describe('an answer in a group', () => {
  test('is edited into a status message every three seconds at most, and that is removed', async () => {
    const progress = start(inGroup);
    await time.advance(400);
    for (let length = 1; length <= 100; length += 1) {
      progress.text('а'.repeat(length));
      await time.advance(100);
    }
    await close(progress);

    expect(server.of('sendMessage')[0]).toMatchObject({
      chat_id: -5,
      reply_parameters: { message_id: 33, allow_sending_without_reply: true },
    });
    expect(server.of('editMessageText')).toHaveLength(3);
    expect(server.of('deleteMessage')).toEqual([{ chat_id: -5, message_id: 101 }]);
    expect(server.methods).not.toContain('sendMessageDraft');
  });
});

describe('a picture', () => {
  test('is awaited with a status message at growing intervals and the upload action', async () => {
    const progress = start({ kind: 'image' });
    await time.advance(20_000);
    await close(progress);

    expect(texts('sendMessage')).toEqual(['🎨 Рисую…']);
    expect(texts('editMessageText')).toEqual([
      '🎨 Рисую… 3 с',
      '🎨 Рисую… 8 с',
      '🎨 Рисую… 13 с',
      '🎨 Рисую… 18 с',
    ]);
    expect(server.of('sendChatAction')).toHaveLength(5);
    expect(server.of('sendChatAction')[0]).toEqual({ chat_id: 7, action: 'upload_photo' });
    expect(statusMessages).toEqual([101]);
  });

  test('that was queued takes over the message that showed its place', async () => {
    const progress = start({ kind: 'edit' }, 55);
    await time.advance(1_000);
    await close(progress);

    expect(server.methods).not.toContain('sendMessage');
    expect(server.of('editMessageText')[0]).toMatchObject({ message_id: 55, text: '🎨 Рисую…' });
    expect(server.of('deleteMessage')).toEqual([{ chat_id: 7, message_id: 55 }]);
    expect(statusMessages).toEqual([]);
  });

  test('that was queued and is ready at once removes that message', async () => {
    await close(start({ kind: 'image' }, 55));

    expect(server.methods).toEqual(['deleteMessage']);
  });
});

describe('progress gives up', () => {
  test('for good when Telegram asks for patience', async () => {
    const progress = start();
    await time.advance(400);
    server.answer('sendMessageDraft', flood);
    progress.text('Раз');
    await time.advance(1_000);
    progress.text('Раз два');
    await time.advance(60_000);
    await close(progress);

    expect(server.methods).toEqual(['sendMessageDraft', 'sendMessageDraft']);
  });

  test('when the user blocked the bot', async () => {
    server.always('sendMessageDraft', {
      code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    const progress = start();
    await time.advance(60_000);
    await close(progress);

    expect(server.calls).toHaveLength(1);
  });

  test('after three failures in a row', async () => {
    server.always('sendMessageDraft', { lost: 'ECONNRESET' });
    const progress = start();
    await time.advance(120_000);
    await close(progress);

    expect(server.calls).toHaveLength(3);
  });

  test('when the user deletes the status message', async () => {
    server.always('editMessageText', {
      code: 400,
      description: 'Bad Request: message to edit not found',
    });
    const progress = start({ kind: 'image' });
    await time.advance(60_000);
    await close(progress);

    expect(server.of('editMessageText')).toHaveLength(1);
  });

  test('after a bounded number of calls, however long it takes', async () => {
    const progress = start({ kind: 'image' });
    await time.advance(2 * 3_600_000);
    await close(progress);

    expect(server.calls.length).toBeLessThanOrEqual(301);
  });

  test('on formatting, not on the text, when Telegram refuses it', async () => {
    const progress = start(inGroup);
    await time.advance(400);
    server.answer('editMessageText', {
      code: 400,
      description: "Bad Request: can't parse entities",
    });
    progress.text('**Раз**');
    await time.advance(7_000);
    await close(progress);

    expect(server.of('editMessageText').map(({ entities }) => entities)).toEqual([
      [{ type: 'bold', offset: 0, length: 3 }],
      undefined,
    ]);
  });
});

describe('closing', () => {
  test('waits for a draft on its way, since a late one would reappear', async () => {
    let arrive = () => {};
    server.answer('sendMessageDraft', {
      after: new Promise<void>((resolve) => {
        arrive = resolve;
      }),
    });
    const progress = start();
    await time.advance(400);
    let isClosed = false;
    const closing = progress.close().then(() => {
      isClosed = true;
    });
    await time.advance(1_000);
    expect(isClosed).toBe(false);
    arrive();
    await closing;

    expect(isClosed).toBe(true);
  });

  test('cuts off a call that hangs, after two seconds', async () => {
    server.answer('sendMessageDraft', { after: new Promise(() => {}) });
    const progress = start();
    await time.advance(400);
    const closing = progress.close();
    await time.advance(2_000);
    await closing;

    expect(server.calls[0]?.signal?.aborted).toBe(true);
  });

  test('removes a status message that arrives after it', async () => {
    let arrive = () => {};
    server.answer('sendMessage', {
      after: new Promise<void>((resolve) => {
        arrive = resolve;
      }),
    });
    const progress = start({ kind: 'image' });
    await time.advance(400);
    await close(progress);
    expect(server.methods).not.toContain('deleteMessage');
    arrive();
    await time.advance(0);

    expect(server.of('deleteMessage')).toEqual([{ chat_id: 7, message_id: 101 }]);
  });

  test('twice is closing once', async () => {
    const progress = start({ kind: 'image' });
    await time.advance(500);
    await Promise.all([close(progress), progress.close()]);

    expect(server.of('deleteMessage')).toHaveLength(1);
  });

  test('does not fail when the status message cannot be removed', async () => {
    server.always('deleteMessage', { lost: 'ECONNRESET' });
    const progress = start({ kind: 'image' });
    await time.advance(500);

    await expect(close(progress)).resolves.toBeUndefined();
  });
});
