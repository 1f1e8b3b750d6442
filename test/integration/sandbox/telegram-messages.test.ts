import { describe, expect, it } from 'vitest';
import { type Stage, setStage } from './telegram-harness.ts';

const keyboard = (data = 'x') => ({ inline_keyboard: [[{ text: 'b', callback_data: data }]] });

/** A call in the stage's private chat, in which the bot's message 2 says "old". */
type Refused = {
  readonly name: string;
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly code?: number;
  readonly description: string;
};

const refusals: readonly Refused[] = [
  {
    name: 'an empty text',
    method: 'sendMessage',
    params: { text: '' },
    description: 'Bad Request: message text is empty',
  },
  {
    name: 'a blank text',
    method: 'sendMessage',
    params: { text: ' \n ' },
    description: 'Bad Request: text must be non-empty',
  },
  {
    name: 'a text of 4097 characters',
    method: 'sendMessage',
    params: { text: 'a'.repeat(4_097) },
    description: 'Bad Request: message is too long',
  },
  {
    name: 'a text of 40,000 bytes',
    method: 'sendMessage',
    params: { text: 'ж'.repeat(20_000) },
    description: 'Bad Request: text is too long',
  },
  {
    name: 'an unknown chat',
    method: 'sendMessage',
    params: { chat_id: 5, text: 'a' },
    description: 'Bad Request: chat not found',
  },
  {
    name: 'callback data of 65 bytes',
    method: 'sendMessage',
    params: { text: 'a', reply_markup: keyboard(`${'ж'.repeat(32)}x`) },
    description: 'Bad Request: BUTTON_DATA_INVALID',
  },
  {
    name: 'an inline button that does nothing',
    method: 'sendMessage',
    params: { text: 'a', reply_markup: { inline_keyboard: [[{ text: 'b' }]] } },
    description:
      "Bad Request: can't parse inline keyboard button: " +
      'Text buttons are unallowed in the inline keyboard',
  },
  {
    name: 'an inline button without text',
    method: 'sendMessage',
    params: {
      text: 'a',
      reply_markup: { inline_keyboard: [[{ text: '', callback_data: 'x' }]] },
    },
    description: 'Bad Request: inline keyboard button text must be non-empty',
  },
  {
    name: 'a reply to a missing message',
    method: 'sendMessage',
    params: { text: 'a', reply_parameters: { message_id: 99 } },
    description: 'Bad Request: message to be replied not found',
  },
  {
    name: 'an edit of a missing message',
    method: 'editMessageText',
    params: { message_id: 99, text: 'a' },
    description: 'Bad Request: message to edit not found',
  },
  {
    name: "an edit of the person's message",
    method: 'editMessageText',
    params: { message_id: 1, text: 'a' },
    description: "Bad Request: message can't be edited",
  },
  {
    name: 'an edit that changes nothing',
    method: 'editMessageText',
    params: { message_id: 2, text: 'old', reply_markup: keyboard() },
    description:
      'Bad Request: message is not modified: specified new message content and reply markup are ' +
      'exactly the same as a current content and reply markup of the message',
  },
  {
    name: 'a keyboard edit that changes nothing',
    method: 'editMessageReplyMarkup',
    params: { message_id: 2, reply_markup: keyboard() },
    description:
      'Bad Request: message is not modified: specified new message content and reply markup are ' +
      'exactly the same as a current content and reply markup of the message',
  },
  {
    name: 'a caption for a text',
    method: 'editMessageCaption',
    params: { message_id: 2, caption: 'a' },
    description: 'Bad Request: there is no caption in the message to edit',
  },
  {
    name: 'the deletion of a missing message',
    method: 'deleteMessage',
    params: { message_id: 99 },
    description: 'Bad Request: message to delete not found',
  },
  {
    name: 'the deletion of no messages',
    method: 'deleteMessages',
    params: { message_ids: [] },
    description: 'Bad Request: message identifiers are not specified',
  },
  {
    name: 'a draft of 4097 characters',
    method: 'sendMessageDraft',
    params: { draft_id: 1, text: 'a'.repeat(4_097) },
    description: 'Bad Request: message is too long',
  },
  {
    name: 'a draft without an id',
    method: 'sendMessageDraft',
    params: { draft_id: 0, text: 'a' },
    description: 'Bad Request: RANDOM_ID_INVALID',
  },
  {
    name: 'an unknown chat action',
    method: 'sendChatAction',
    params: { action: 'dancing' },
    description: 'Bad Request: wrong parameter action in request',
  },
  {
    name: 'an answer to an unknown callback',
    method: 'answerCallbackQuery',
    params: { callback_query_id: '77', chat_id: undefined },
    description:
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
  },
  {
    name: 'an answer of 201 characters',
    method: 'answerCallbackQuery',
    params: { callback_query_id: '77', text: 'a'.repeat(201), chat_id: undefined },
    description: 'Bad Request: MESSAGE_TOO_LONG',
  },
  {
    name: 'a copy of a missing message',
    method: 'copyMessage',
    params: { from_chat_id: 'own', message_id: 99 },
    description: 'Bad Request: message to copy not found',
  },
  {
    name: 'a command in capitals',
    method: 'setMyCommands',
    params: { chat_id: undefined, commands: [{ command: 'Help', description: 'b' }] },
    description: 'Bad Request: BOT_COMMAND_INVALID',
  },
];

async function stageWithMessage(): Promise<Stage> {
  const stage = await setStage();
  await stage.api.sendMessage(stage.user.id, 'old', { reply_markup: keyboard() });
  return stage;
}

describe('messages of the Telegram stand-in', () => {
  it.each(refusals)('refuse $name', async ({ method, params, description }) => {
    const { call, user } = await stageWithMessage();
    const given: Record<string, unknown> = { chat_id: user.id, ...params };
    const filled = Object.entries(given).map(([key, value]) => [
      key,
      value === 'own' ? user.id : value,
    ]);
    const envelope = await call(method, Object.fromEntries(filled));
    expect(envelope).toEqual({ ok: false, error_code: 400, description });
  });

  it('take 4096 emoji as 4096 characters', async () => {
    const { call, user } = await setStage();
    const text = '🍌'.repeat(4_096);
    expect(await call('sendMessage', { chat_id: user.id, text })).toMatchObject({ ok: true });
  });

  it('have ids that grow by one in each chat, and dates in seconds', async () => {
    const { api, sandbox, user } = await setStage();
    const other = sandbox.telegram.createUser();
    sandbox.telegram.pressStart(other.id);
    const first = await api.sendMessage(user.id, 'a');
    const second = await api.sendMessage(user.id, 'b');
    const elsewhere = await api.sendMessage(other.id, 'c');
    expect([first.message_id, second.message_id, elsewhere.message_id]).toEqual([2, 3, 2]);
    expect(Math.abs(first.date - Date.now() / 1000)).toBeLessThan(5);
  });

  it('quote the message that they reply to, once', async () => {
    const { api, user } = await setStage();
    const first = await api.sendMessage(user.id, 'a', { reply_parameters: { message_id: 1 } });
    const second = await api.sendMessage(user.id, 'b', {
      reply_parameters: { message_id: first.message_id },
    });
    expect(first.reply_to_message).toMatchObject({ message_id: 1, text: '/start' });
    expect(second.reply_to_message).not.toHaveProperty('reply_to_message');
    const lenient = { message_id: 99, allow_sending_without_reply: true };
    const third = await api.sendMessage(user.id, 'c', { reply_parameters: lenient });
    expect(third.reply_to_message).toBeUndefined();
  });

  it('lose their keyboard by an edit that does not repeat it', async () => {
    const { api, sandbox, user } = await stageWithMessage();
    await api.editMessageText(user.id, 2, 'new');
    const [, edited] = sandbox.telegram.chat(user.id).messages;
    expect(edited).toMatchObject({ text: 'new', edit_date: expect.any(Number) });
    expect(edited).not.toHaveProperty('reply_markup');
  });

  it('cannot be edited when they brought a reply keyboard', async () => {
    const { call, api, sandbox, user } = await setStage();
    const reply_markup = { keyboard: [[{ text: 'Yes' }]], one_time_keyboard: true };
    const { message_id } = await api.sendMessage(user.id, 'sure?', { reply_markup });
    expect(sandbox.telegram.chat(user.id).replyKeyboard?.markup).toEqual(reply_markup);
    expect(
      await call('editMessageText', { chat_id: user.id, message_id, text: 'a' }),
    ).toMatchObject({ description: "Bad Request: message can't be edited" });
    sandbox.telegram.pressReplyKey(user.id, { text: 'Yes' });
    expect(sandbox.telegram.chat(user.id).replyKeyboard).toBeNull();
  });

  it('are copied without a trace and forwarded with their origin', async () => {
    const { api, sandbox, user } = await stageWithMessage();
    const { message_id: copyId } = await api.copyMessage(user.id, user.id, 2);
    const forwarded = await api.forwardMessage(user.id, user.id, 1);
    const copy = sandbox.telegram.chat(user.id).messages.find((m) => m.message_id === copyId);
    expect(copy).toMatchObject({ text: 'old' });
    expect(copy).not.toHaveProperty('forward_origin');
    expect(forwarded.forward_origin).toMatchObject({
      type: 'user',
      sender_user: { id: user.id },
    });
  });

  it('are deleted by one or by many, whoever wrote them', async () => {
    const { api, sandbox, user } = await stageWithMessage();
    await api.sendMessage(user.id, 'more');
    await api.deleteMessage(user.id, 1);
    await api.deleteMessages(user.id, [2, 3, 99]);
    expect(sandbox.telegram.chat(user.id).messages).toEqual([]);
  });

  it('do not reach somebody who never wrote to the bot', async () => {
    const { sandbox, call } = await setStage();
    const stranger = sandbox.telegram.createUser();
    expect(await call('sendMessage', { chat_id: stranger.id, text: 'hi' })).toEqual({
      ok: false,
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
  });
});

describe('the profile of the bot', () => {
  it('resolves commands by chat, scope and language', async () => {
    const { api, sandbox, user } = await setStage();
    const command = (name: string) => [{ command: name, description: 'what it does' }];
    const offered = () => sandbox.telegram.chat(user.id).commands.map((c) => c.command);
    await api.setMyCommands(command('default'));
    expect(offered()).toEqual(['default']);
    await api.setMyCommands(command('default_ru'), { language_code: 'ru' });
    expect(offered()).toEqual(['default_ru']);
    await api.setMyCommands(command('private'), { scope: { type: 'all_private_chats' } });
    expect(offered()).toEqual(['private']);
    await api.setMyCommands(command('chat'), { scope: { type: 'chat', chat_id: user.id } });
    expect(offered()).toEqual(['chat']);
    await api.deleteMyCommands({ scope: { type: 'chat', chat_id: user.id } });
    expect(offered()).toEqual(['private']);
    expect(await api.getMyCommands({ language_code: 'ru' })).toEqual(command('default_ru'));
  });

  it('keeps names, descriptions and the menu button', async () => {
    const { api, sandbox, user } = await setStage();
    await api.setMyName('Банан', { language_code: 'ru' });
    await api.setMyDescription('Рисует', { language_code: 'ru' });
    await api.setMyShortDescription('short');
    await api.setChatMenuButton({ chat_id: user.id, menu_button: { type: 'commands' } });
    expect(await api.getMyName({ language_code: 'ru' })).toEqual({ name: 'Банан' });
    expect(await api.getMyName()).toEqual({ name: 'Nano Banana' });
    expect(await api.getMyShortDescription()).toEqual({ short_description: 'short' });
    expect(sandbox.telegram.chat(user.id)).toMatchObject({
      botDescription: 'Рисует',
      menuButton: { type: 'commands' },
    });
    expect(sandbox.telegram.bot().names).toEqual({ ru: 'Банан' });
  });

  it('knows chats and their members', async () => {
    const { api, sandbox, user } = await setStage();
    const me = await api.getMe();
    expect(me).toMatchObject({ is_bot: true, username: 'nano_banana_sandbox_bot' });
    const group = sandbox.telegram.createGroup({ title: 'Друзья', memberIds: [user.id] });
    expect(await api.getChat(group.id)).toMatchObject({ type: 'group', title: 'Друзья' });
    expect(await api.getChatMember(group.id, user.id)).toMatchObject({ status: 'member' });
    expect(await api.getChatMember(group.id, me.id)).toMatchObject({ status: 'member' });
  });
});
