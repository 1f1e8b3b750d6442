import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../sandbox/http/clock.ts';
import type { ChatState, Sent } from '../../../sandbox/telegram/control-api.ts';
import { publishedSpecification } from '../../../sandbox/telegram/spec/checker.ts';
import { openEvents, picture, type Stage, setStage } from './telegram-harness.ts';

const checker = publishedSpecification();

/** A control call over HTTP. */
async function control<T>({ sandbox }: Stage, method: string, path: string, body?: unknown) {
  const response = await fetch(`${sandbox.url}/sim/telegram${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

const inlineKeyboard = {
  inline_keyboard: [
    [
      { text: 'A', callback_data: 'a' },
      { text: 'site', url: 'https://example.com' },
    ],
    [{ text: 'B', callback_data: 'b' }],
  ],
};

describe('people of the Telegram stand-in', () => {
  it('send everything as updates that the specification knows', async () => {
    const { sandbox, drain, api, user } = await setStage();
    const { telegram } = sandbox;
    const group = telegram.createGroup({ title: 'Друзья', memberIds: [user.id] });
    const data = (await picture()).toString('base64');
    telegram.sendText(user.id, { text: '/image кот', replyTo: 1 });
    telegram.sendText(group.id, { text: 'hello', as: user.id });
    await telegram.sendPhotos(user.id, { photos: [{ data }], caption: 'edit' });
    for (const kind of ['document', 'sticker', 'video', 'voice'] as const) {
      telegram.sendFile(user.id, kind, { data });
    }
    telegram.forwardPoll(user.id);
    telegram.editOwnMessage(user.id, 1, { text: '/help' });
    telegram.block(user.id);
    telegram.pressStart(user.id, { payload: 'ref_1' });
    const { message_id } = await api.sendMessage(user.id, 'a', { reply_markup: inlineKeyboard });
    await telegram.pressButton(user.id, message_id, { data: 'b', waitMs: 0 });
    const updates = await drain();
    expect(updates.flatMap((update) => checker.checkObject('Update', update))).toEqual([]);
    expect(updates.map((update) => Object.keys(update)[1])).toEqual([
      ...Array(8).fill('message'),
      'edited_message',
      'my_chat_member',
      'my_chat_member',
      'message',
      'callback_query',
    ]);
  });

  it('get messages that the specification knows', async () => {
    const { api, user } = await setStage();
    const sent = await api.sendMessage(user.id, '*a* b', {
      parse_mode: 'MarkdownV2',
      reply_parameters: { message_id: 1 },
      reply_markup: inlineKeyboard,
    });
    expect(checker.checkObject('Message', sent)).toEqual([]);
    expect(checker.checkObject('WebhookInfo', await api.getWebhookInfo())).toEqual([]);
    expect(checker.checkObject('ChatFullInfo', await api.getChat(user.id))).toEqual([]);
    expect(checker.checkObject('User', await api.getMe())).toEqual([]);
  });

  it('send albums as messages of one group, the caption with the first', async () => {
    const stage = await setStage();
    const data = `data:image/png;base64,${(await picture()).toString('base64')}`;
    const photos = [{ data }, { data }, { data }];
    const path = `/chats/${stage.user.id}/photos`;
    const { body } = await control<Sent>(stage, 'POST', path, { photos, caption: 'merge' });
    expect(body.messages.map((message) => message.caption)).toEqual([
      'merge',
      undefined,
      undefined,
    ]);
    const updates = await stage.drain();
    const groups = new Set(updates.map((u) => Reflect.get(u.message ?? {}, 'media_group_id')));
    expect([updates.length, groups.size]).toEqual([3, 1]);
  });

  it('send a broken picture, which the bot can download', async () => {
    const { sandbox, api, user } = await setStage();
    const data = Buffer.from('broken').toString('base64');
    const { messages } = await sandbox.telegram.sendPhotos(user.id, { photos: [{ data }] });
    const file = await api.getFile(messages[0]?.photo?.at(-1)?.file_id ?? '');
    expect(file.file_size).toBe(6);
  });

  it('have a text of 10,000 characters cut, unless it shall be one', async () => {
    const { sandbox, user } = await setStage();
    const text = 'x'.repeat(10_000);
    const cut = sandbox.telegram.sendText(user.id, { text }).messages;
    expect(cut.map((message) => message.text?.length)).toEqual([4_096, 4_096, 1_808]);
    const whole = sandbox.telegram.sendText(user.id, { text, asOneMessage: true });
    expect(whole.messages).toHaveLength(1);
  });

  it('press inline buttons and see the answer', async () => {
    const { sandbox, api, user, drain } = await setStage();
    const { message_id } = await api.sendMessage(user.id, 'a', { reply_markup: inlineKeyboard });
    const pressing = sandbox.telegram.pressButton(user.id, message_id, { row: 1 });
    const [update] = (await drain()) as { callback_query?: { id: string; data?: string } }[];
    expect(update?.callback_query?.data).toBe('b');
    const id = update?.callback_query?.id ?? '';
    await api.answerCallbackQuery(id, { text: 'Готово', show_alert: true });
    const answer = { callbackQueryId: id, text: 'Готово', showAlert: true, url: '' };
    expect(await pressing).toMatchObject({ callbackQueryId: id, answer });
  });

  it('wait in vain for a bot that does not answer', async () => {
    const { sandbox, api, user } = await setStage();
    const { message_id } = await api.sendMessage(user.id, 'a', { reply_markup: inlineKeyboard });
    const press = { data: 'a', waitMs: 10 };
    expect(await sandbox.telegram.pressButton(user.id, message_id, press)).toMatchObject({
      answer: null,
    });
  });

  it('block the bot, which then cannot write, and start it again', async () => {
    const { sandbox, call, drain, user } = await setStage();
    sandbox.telegram.block(user.id);
    expect(await call('sendMessage', { chat_id: user.id, text: 'a' })).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    expect(await call('sendChatAction', { chat_id: user.id, action: 'typing' })).toMatchObject({
      error_code: 403,
    });
    expect(() => sandbox.telegram.sendText(user.id, { text: 'a' })).toThrow('blocked');
    sandbox.telegram.pressStart(user.id);
    const statuses = (await drain()).map(({ my_chat_member: change }) =>
      change === undefined ? 'message' : (change as StatusChange).new_chat_member.status,
    );
    expect(statuses).toEqual(['kicked', 'member', 'message']);
    expect(await call('sendMessage', { chat_id: user.id, text: 'a' })).toMatchObject({ ok: true });
  });

  it('kick the bot out of a group', async () => {
    const { sandbox, call, user } = await setStage();
    const group = sandbox.telegram.createGroup({ title: 'g', memberIds: [user.id] });
    sandbox.telegram.block(group.id, { as: user.id });
    expect(await call('sendMessage', { chat_id: group.id, text: 'a' })).toMatchObject({
      description: 'Forbidden: bot was kicked from the group chat',
    });
  });

  it('are refused by the control API with a reason', async () => {
    const stage = await setStage();
    const path = `/chats/${stage.user.id}`;
    const answers = await Promise.all([
      control(stage, 'POST', '/chats/1/text', { text: 'a' }),
      control(stage, 'POST', `${path}/text`, { txt: 'a' }),
      control(stage, 'POST', `${path}/start`, { payload: 'a b' }),
      control(stage, 'POST', `${path}/messages/1/press`, { data: 'x' }),
      control(stage, 'POST', '/users', { id: stage.user.id }),
      control(stage, 'GET', '/files/none'),
      control(stage, 'POST', '/faults', { method: '*', kind: 'earthquake' }),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([404, 400, 400, 404, 409, 404, 400]);
    for (const { body } of answers) expect(body).toEqual({ error: expect.any(String) });
  });

  it('are forgotten by a reset', async () => {
    const stage = await setStage();
    await control(stage, 'POST', '/reset');
    expect(stage.sandbox.telegram.users()).toEqual([]);
    expect(stage.sandbox.telegram.chats()).toEqual([]);
    expect(stage.sandbox.telegram.calls()).toMatchObject({ total: 0 });
  });
});

type StatusChange = { readonly new_chat_member: { readonly status: string } };

describe('what a chat shows for a moment', () => {
  it('is a draft, for 30 s or until the next message', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { sandbox, api, user } = await setStage({ clock });
    const drafts = () => sandbox.telegram.chat(user.id).drafts.map((draft) => draft.text);
    await api.sendMessageDraft(user.id, 7, '');
    await api.sendMessageDraft(user.id, 7, 'Пишу');
    expect(drafts()).toEqual(['Пишу']);
    clock.advance(29_999);
    expect(drafts()).toEqual(['Пишу']);
    clock.advance(1);
    expect(drafts()).toEqual([]);
    await api.sendMessageDraft(user.id, 8, 'снова');
    await api.sendMessage(user.id, 'готово');
    expect(drafts()).toEqual([]);
  });

  it('is a chat action, for 5 s or until the next message', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { sandbox, api, user } = await setStage({ clock });
    const action = () => sandbox.telegram.chat(user.id).chatAction?.action;
    await api.sendChatAction(user.id, 'typing');
    clock.advance(4_000);
    await api.sendChatAction(user.id, 'upload_photo');
    clock.advance(4_999);
    expect(action()).toBe('upload_photo');
    clock.advance(1);
    expect(action()).toBeUndefined();
    await api.sendChatAction(user.id, 'typing');
    await api.sendMessage(user.id, 'a');
    expect(action()).toBeUndefined();
  });

  it('is no draft in a group', async () => {
    const { sandbox, call, user } = await setStage();
    const group = sandbox.telegram.createGroup({ title: 'g', memberIds: [user.id] });
    const params = { chat_id: group.id, draft_id: 1, text: 'a' };
    expect(await call('sendMessageDraft', params)).toMatchObject({
      description: 'Bad Request: TEXTDRAFT_PEER_INVALID',
    });
  });

  it('is a draft that the person stops', async () => {
    const { sandbox, api, drain, user } = await setStage();
    await api.sendMessageDraft(user.id, 7, 'Пишу');
    sandbox.telegram.stopDraft(user.id);
    expect(await drain()).toMatchObject([{ stopped_message_generation: { draft_id: 7 } }]);
    expect(sandbox.telegram.chat(user.id).drafts).toEqual([]);
    expect(() => sandbox.telegram.stopDraft(user.id)).toThrow('No such draft');
  });

  it('is a reaction of the bot', async () => {
    const { sandbox, api, user } = await setStage();
    await api.setMessageReaction(user.id, 1, [{ type: 'emoji', emoji: '👀' }]);
    expect(sandbox.telegram.chat(user.id).reactions).toEqual([{ messageId: 1, emoji: ['👀'] }]);
    await api.setMessageReaction(user.id, 1, []);
    expect(sandbox.telegram.chat(user.id).reactions).toEqual([]);
  });
});

describe('the event stream', () => {
  it('tells what changes, as it changes', async () => {
    const { sandbox, api, user } = await setStage();
    const stream = await openEvents(`${sandbox.url}/sim/telegram/events?chatId=${user.id}`);
    const other = sandbox.telegram.createUser();
    sandbox.telegram.pressStart(other.id);
    const { message_id } = await api.sendMessage(user.id, 'a');
    await api.editMessageText(user.id, message_id, 'b');
    await api.sendChatAction(user.id, 'typing');
    await api.sendMessageDraft(user.id, 1, 'c');
    await api.deleteMessage(user.id, message_id);
    sandbox.telegram.block(user.id);
    const events = await stream.take(8);
    expect(events.map((event) => event.type)).toEqual([
      'user',
      'chat',
      'message',
      'message-edited',
      'chat-action',
      'draft',
      'messages-deleted',
      'blocked',
    ]);
  });

  it('brings what was missed, or says that all must be read anew', async () => {
    const { sandbox, api, user } = await setStage();
    const url = `${sandbox.url}/sim/telegram/events`;
    const seq = sandbox.telegram.events.lastSeq;
    await api.sendMessage(user.id, 'a');
    const missing = await openEvents(url, { 'last-event-id': String(seq) });
    const [missed] = await missing.take(1);
    expect(missed).toMatchObject({ seq: seq + 1, type: 'message', message: { text: 'a' } });
    const [lost] = await (await openEvents(`${url}?lastEventId=999999`)).take(1);
    expect(lost).toMatchObject({ type: 'reset' });
  });

  it('belongs to a chat that can be read as a whole', async () => {
    const stage = await setStage();
    await stage.api.sendMessage(stage.user.id, 'a');
    await stage.api.sendMessage(stage.user.id, 'b');
    const path = `/chats/${stage.user.id}?limit=2&before=3`;
    const { body } = await control<ChatState>(stage, 'GET', path);
    expect(body.messages.map((message) => message.text)).toEqual(['/start', 'a']);
    expect(body).toMatchObject({ hasMore: false, blocked: false, type: 'private' });
  });
});
