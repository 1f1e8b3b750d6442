import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '@grammyjs/runner';
import { Bot, InlineKeyboard, InputFile, webhookCallback } from 'grammy';
import { describe, expect, it } from 'vitest';
import { picture, type Stage, setStage } from './telegram-harness.ts';

function botOn({ sandbox, token }: Stage): Bot {
  const bot = new Bot(token, { client: { apiRoot: sandbox.telegramUrl } });
  bot.command('start', (ctx) => ctx.reply(`hello ${ctx.match}`.trim()));
  bot.on('message:photo', async (ctx) => {
    const file = await ctx.getFile();
    await ctx.replyWithPhoto(file.file_id, {
      caption: ctx.msg.media_group_id === undefined ? 'one' : 'album',
      reply_markup: new InlineKeyboard().text('Again', 'again'),
    });
  });
  bot.callbackQuery('again', async (ctx) => {
    await ctx.answerCallbackQuery('on it');
    await ctx.editMessageCaption({ caption: 'again' });
  });
  bot.on('message:text', async (ctx) => {
    await ctx.replyWithChatAction('typing');
    await ctx.api.sendMessageDraft(ctx.chat.id, ctx.msgId, 'almost');
    await ctx.reply(`you said ${ctx.msg.text}`);
  });
  return bot;
}

/** A person talks to the bot; every answer must come. */
async function converse({ sandbox, user }: Stage): Promise<void> {
  const { telegram } = sandbox;
  const says = (text: string) => ({ matches: (m: { text?: string }) => m.text === text });
  telegram.pressStart(user.id, { payload: 'ref_x' });
  await telegram.watch.botMessage(user.id, says('hello ref_x'));
  telegram.sendText(user.id, { text: 'привет' });
  await telegram.watch.botMessage(user.id, says('you said привет'));
  const data = (await picture()).toString('base64');
  await telegram.sendPhotos(user.id, { photos: [{ data }, { data }] });
  const isAlbum = (message: { caption?: string }) => message.caption === 'album';
  const photo = await telegram.watch.botMessage(user.id, { matches: isAlbum });
  await telegram.watch.botMessage(user.id, { after: photo.message_id, matches: isAlbum });
  const pressed = await telegram.pressButton(user.id, photo.message_id, { data: 'again' });
  expect(pressed.answer?.text).toBe('on it');
  await telegram.watch.botMessage(user.id, { matches: (m) => m.caption === 'again' });
  expect(telegram.calls().totalViolations).toBe(0);
}

describe('a real grammY bot on the Telegram stand-in', () => {
  it('talks by long polling', async () => {
    const stage = await setStage();
    const bot = botOn(stage);
    const polling = bot.start();
    await converse(stage);
    await bot.stop();
    await polling;
  });

  it('talks by the runner', async () => {
    const stage = await setStage();
    const bot = botOn(stage);
    await bot.init();
    const runner = run(bot);
    await converse(stage);
    await runner.stop();
  });

  it('talks by webhook with a secret', async () => {
    const stage = await setStage();
    const bot = botOn(stage);
    const secretToken = 'very-secret';
    const hook = webhookCallback(bot, 'http', { secretToken });
    const server = createServer((request, response) => void hook(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await bot.api.setWebhook(`http://127.0.0.1:${port}/`, { secret_token: secretToken });
    await converse(stage);
    await bot.api.deleteWebhook();
    server.close();
  });

  it('sends a document and finds it in the chat', async () => {
    const { api, sandbox, user } = await setStage();
    const bytes = await picture();
    const { document } = await api.sendDocument(user.id, new InputFile(bytes, 'original.png'));
    const shown = await sandbox.telegram.file(document.file_id);
    expect(shown).toMatchObject({ mimeType: 'image/png' });
    expect(shown.bytes.equals(bytes)).toBe(true);
    const page = await fetch(`${sandbox.url}/sim/telegram/files/${document.file_id}`);
    expect(page.headers.get('content-type')).toBe('image/png');
  });
});
