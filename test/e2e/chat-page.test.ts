import { InlineKeyboard, InputFile, Keyboard } from 'grammy';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { chromiumPath } from '../harness/chromium.ts';
import { ChatPageHarness, pngFile } from './harness/chat-page.ts';

describe.skipIf(chromiumPath() === undefined)('the chat page', () => {
  let harness: ChatPageHarness;

  beforeAll(async () => {
    harness = await ChatPageHarness.start();
  });
  afterEach(async () => {
    for (const context of harness.browser.contexts()) await context.close();
    harness.reset();
  });
  afterAll(async () => {
    await harness?.close();
  });

  const log = (page: Page) => page.getByRole('log');
  const write = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
  };

  test('lets a newcomer begin with one click', async () => {
    harness.onMessage = (context) => context.reply(`Heard: ${context.msg?.text}`);
    const page = await harness.open();

    await page.getByRole('main').getByRole('button', { name: 'Ask a question' }).click();

    await log(page).getByText('Heard: /start').waitFor();
    await log(page).getByText('Heard: Why do bananas turn brown?').waitFor();
    await page.getByRole('link', { name: /Alex en .*Heard: Why/ }).waitFor();
  });

  test('creates a person who comes by an invitation', async () => {
    const page = await harness.open();

    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Anna');
    await page.getByLabel('Username').fill('@anna_p');
    await page.getByText('Русский').click();
    await page.getByLabel('Start payload').fill('ref_42');
    await page.getByRole('button', { name: 'Create' }).click();

    await log(page).getByText('/start ref_42').waitFor();
    await expect
      .poll(() => harness.updates[0]?.message)
      .toMatchObject({
        text: '/start ref_42',
        from: { first_name: 'Anna', username: 'anna_p', language_code: 'ru' },
      });
  });

  test('shows formatted text where its entities say, emoji or not', async () => {
    harness.onMessage = (context) =>
      context.reply(
        '👨‍👩‍👧🍌 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <a href="https://a.example/">link</a> <code>inline</code>\n' +
          '<pre><code class="language-python">print("🍌")</code></pre>\n' +
          '<blockquote>quoted</blockquote> <tg-spoiler>secret</tg-spoiler>',
        { parse_mode: 'HTML' },
      );
    const page = await harness.openChatOf('Anna');
    const bubble = log(page).getByRole('article', { name: 'Nano Banana' }).last();
    await bubble.waitFor();

    expect(await bubble.locator('b').textContent()).toBe('bold both');
    expect(await bubble.locator('b i').textContent()).toBe('both');
    expect(await bubble.locator('u').textContent()).toBe('under');
    expect(await bubble.locator('s').textContent()).toBe('gone');
    expect(await bubble.locator('a').getAttribute('href')).toBe('https://a.example/');
    expect(await bubble.locator('.code').textContent()).toBe('inline');
    expect(await bubble.locator('.pre-header').textContent()).toContain('python');
    expect(await bubble.locator('.pre-text').textContent()).toBe('print("🍌")');
    expect(await bubble.locator('.quote').textContent()).toBe('quoted');
    await bubble.getByRole('button', { name: 'Reveal' }).click();
    await bubble.getByText('secret').waitFor();
  });

  test('shows that a pressed button waits, then what the bot answers', async () => {
    let answerNow = () => {};
    const isTime = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    harness.onMessage = (context) =>
      context.reply('Choose', {
        reply_markup: new InlineKeyboard().text('Quiet', 'toast').text('Loud', 'alert'),
      });
    harness.onButton = async (context) => {
      await isTime;
      const isLoud = context.callbackQuery?.data === 'alert';
      await context.answerCallbackQuery({
        text: isLoud ? 'Said loudly' : 'Said quietly',
        show_alert: isLoud,
      });
    };
    const page = await harness.openChatOf('Anna');

    await page.getByRole('button', { name: 'Quiet' }).click();
    await page.locator('[aria-busy="true"]', { hasText: 'Quiet' }).waitFor();
    answerNow();
    await page.getByRole('status').getByText('Said quietly').waitFor();
    await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Loud' }).click();
    await page.getByRole('dialog').getByText('Said loudly').waitFor();
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('sends a photo, an album and a file, and shows what comes back', async () => {
    const page = await harness.openChatOf('Anna');
    const picker = page.locator('input[type=file]');
    const red = await pngFile('red.png', '#e03131');
    const blue = await pngFile('blue.png', '#1971c2', 480, 640);
    harness.onMessage = async (context) => {
      if (context.msg?.caption !== 'Mix them') return;
      await context.replyWithPhoto(new InputFile(red.buffer), { caption: 'Mixed' });
    };

    await picker.setInputFiles([red]);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => harness.received().at(-1)?.photo?.at(-1)).toMatchObject({ width: 640 });

    await picker.setInputFiles([red, blue]);
    await write(page, 'Mix them');
    await log(page).getByText('Mixed').waitFor();
    const album = harness.received().slice(-2);
    expect(album.map((message) => message.caption)).toEqual(['Mix them', undefined]);
    expect(album.map((message) => message.photo?.at(-1)?.width)).toEqual([640, 480]);
    expect(new Set(album.map((message) => message.media_group_id)).size).toBe(1);
    await log(page).locator('.album .photo').nth(1).waitFor();

    await picker.setInputFiles([blue]);
    await page.getByLabel('Send as files').check();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await log(page).getByRole('link', { name: 'Download blue.png' }).waitFor();

    await log(page).getByRole('button', { name: 'Open picture' }).last().click();
    const shown = page.getByRole('dialog').getByRole('img');
    await expect
      .poll(() => shown.evaluate((image: { naturalWidth?: number }) => image.naturalWidth))
      .toBe(640);
    await page.keyboard.press('Escape');
    await shown.waitFor({ state: 'detached' });
  });

  test('shows a draft as it grows and the message that takes its place', async () => {
    const page = await harness.openChatOf('Anna');
    const [chat] = harness.sandbox.telegram.users();
    const chatId = chat?.id ?? 0;
    const draft = page.locator('.draft');

    await harness.api.sendChatAction(chatId, 'typing');
    await page.getByRole('main').getByText('typing').waitFor();
    await harness.api.sendMessageDraft(chatId, 7, '');
    await draft.getByText('Thinking').waitFor();
    await harness.api.sendMessageDraft(chatId, 7, 'Bananas');
    await draft.getByText('Bananas', { exact: true }).waitFor();
    await harness.api.sendMessageDraft(chatId, 7, 'Bananas turn brown');
    await draft.getByText('Bananas turn brown', { exact: true }).waitFor();
    for (const lines of [20, 60, 30, 90]) {
      await harness.api.sendMessageDraft(chatId, 7, `${'·\n'.repeat(lines)}Line ${lines}`);
      await draft.getByText(`Line ${lines}`).waitFor();
    }
    const scroller = page.locator('.message-scroll');
    await expect.poll(() => scroller.evaluate(distanceToEnd)).toBeLessThan(1);

    await harness.api.sendMessage(chatId, 'Bananas turn brown because of an enzyme.');
    await log(page).getByText('because of an enzyme').waitFor();
    expect(await draft.count()).toBe(0);
    expect(await page.getByRole('main').getByText('typing').count()).toBe(0);
  });

  test('shows edits and deletions, and sends replies and edits of its own', async () => {
    const page = await harness.openChatOf('Anna');
    const chatId = harness.sandbox.telegram.users()[0]?.id ?? 0;
    const first = await harness.api.sendMessage(chatId, 'First');
    await log(page).getByText('First').waitFor();

    await harness.api.editMessageText(chatId, first.message_id, 'Second');
    const bubble = page.locator(`#message-${first.message_id}`);
    await bubble.getByText('Second').waitFor();
    await bubble.getByText('edited').waitFor();
    await bubble.hover();
    await bubble.getByRole('button', { name: 'Reply' }).click();
    await write(page, 'My anwser');
    await expect
      .poll(() => harness.received().at(-1)?.reply_to_message?.message_id)
      .toBe(first.message_id);

    const mine = log(page).getByRole('article', { name: 'You' }).last();
    await mine.getByRole('button', { name: /Second/ }).waitFor();
    await mine.hover();
    await mine.getByRole('button', { name: 'Edit' }).click();
    await write(page, 'My answer');
    await mine.getByText('My answer').waitFor();

    await harness.api.deleteMessage(chatId, first.message_id);
    await bubble.waitFor({ state: 'detached' });
  });

  test('offers commands, reply keys and forced replies', async () => {
    await harness.api.setMyCommands([
      { command: 'image', description: 'Draw a picture' },
      { command: 'balance', description: 'Your credits' },
    ]);
    harness.onMessage = (context) =>
      context.msg?.text === '/image'
        ? context.reply('What shall I draw?', { reply_markup: { force_reply: true } })
        : context.reply('Pick', { reply_markup: new Keyboard().text('Text').text('Picture') });
    const page = await harness.openChatOf('Anna');

    await page.getByRole('textbox', { name: 'Message' }).fill('/im');
    await page.getByRole('option', { name: '/image Draw a picture' }).waitFor();
    expect(await page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByText('Reply to Nano Banana').waitFor();

    await write(page, 'A banana');
    await expect
      .poll(() => harness.received().at(-1)?.reply_to_message?.text)
      .toBe('What shall I draw?');
    await page.getByRole('button', { name: 'Picture', exact: true }).click();
    await expect.poll(() => harness.received().at(-1)?.text).toBe('Picture');
  });

  test('blocks and unblocks the bot', async () => {
    const page = await harness.openChatOf('Anna');
    const chatId = harness.sandbox.telegram.users()[0]?.id ?? 0;
    const status = () => harness.updates.at(-1)?.my_chat_member?.new_chat_member.status;

    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Block the bot' }).click();
    await page.getByText('You blocked the bot').waitFor();
    await expect.poll(status).toBe('kicked');
    await expect(harness.api.sendMessage(chatId, 'Hello?')).rejects.toThrow('bot was blocked');

    await page.getByRole('button', { name: 'Unblock the bot' }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await expect.poll(status).toBe('member');
  });

  test('counts what arrives in other chats, and goes back and forth on a narrow screen', async () => {
    const page = await harness.openChatOf('Anna', { viewport: { width: 390, height: 844 } });
    const chatId = harness.sandbox.telegram.users()[0]?.id ?? 0;
    const line = page.getByRole('link', { name: 'Anna' });
    expect(await line.isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Back' }).click();
    await line.waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    await harness.api.sendMessage(chatId, 'One');
    await harness.api.sendMessage(chatId, 'Two');
    await page.getByRole('link', { name: /Anna .*Two 2 New messages/ }).click();
    await log(page).getByText('Two').waitFor();

    await page.goBack();
    await line.waitFor();
    expect(await line.textContent()).not.toContain('New messages');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('stays where the reader is, and leads to new messages', async () => {
    const page = await harness.openChatOf('Anna');
    const chatId = harness.sandbox.telegram.users()[0]?.id ?? 0;
    const say = async (name: string) => {
      const { message_id } = await harness.api.sendMessage(chatId, `${name}${'\n·'.repeat(9)}`);
      const bubble = page.locator(`#message-${message_id}`);
      await bubble.waitFor();
      return bubble;
    };
    for (const name of ['One', 'Two', 'Three', 'Four']) await say(name);
    const fifth = await say('Five');
    await expect.poll(() => isInView(page, fifth)).toBe(true);

    await page.locator('.message-scroll').hover();
    await page.mouse.wheel(0, -600);
    await page.getByRole('button', { name: 'Go to the newest message' }).waitFor();
    const sixth = await say('Six');
    await page.getByRole('button', { name: 'New messages' }).waitFor();
    expect(await isInView(page, sixth)).toBe(false);

    await page.getByRole('button', { name: 'New messages' }).click();
    await expect.poll(() => isInView(page, sixth)).toBe(true);
  });

  test('recovers by itself when the sandbox is started anew', async () => {
    const page = await harness.openChatOf('Anna');
    onTestFinished(() => harness.reset());

    await harness.restartSandbox();

    await page.getByRole('main').getByText('Talk to your bot as anyone').waitFor();
    expect(await page.getByRole('link', { name: 'Anna' }).count()).toBe(0);
  });
});

/** How far, in CSS pixels, a scrolled element is from its end. */
function distanceToEnd(
  element: { [Size in 'scrollHeight' | 'scrollTop' | 'clientHeight']?: number },
) {
  const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = element;
  return scrollHeight - scrollTop - clientHeight;
}

async function isInView(page: Page, bubble: Locator): Promise<boolean> {
  const viewport = await page.locator('.message-scroll').boundingBox();
  const line = await bubble.boundingBox();
  if (viewport === null || line === null) return false;
  return line.y >= viewport.y && line.y + line.height <= viewport.y + viewport.height;
}
