import { afterEach, expect, test } from 'vitest';
import { PublishedProfile } from '../../../../src/adapters/telegram/bot/profile.ts';
import { EditableTexts } from '../../../../src/adapters/telegram/texts/editing/editable-texts.ts';
import { someDay } from '../../../builders/domain.ts';
import { ScriptedApi } from '../messenger/scripted-api.ts';

const texts = new EditableTexts();
const edit = (key: string, text: string) =>
  texts.use([{ key, language: 'ru', text, updatedAt: someDay }]);

afterEach(() => {
  texts.use([]);
});

test('the profile is published at first, and again when a text of it was edited', async () => {
  const server = new ScriptedApi();
  const profile = new PublishedProfile(server.api);
  await profile.refresh();
  const once = server.calls.length;

  await profile.refresh();
  edit('help', 'Помощь');
  await profile.refresh();
  expect(server.calls).toHaveLength(once);

  edit('command-buy', 'Пополнить');
  await profile.refresh();
  expect(server.calls).toHaveLength(2 * once);
  expect(server.of('setMyCommands').at(-1)).toMatchObject({
    language_code: 'ru',
    commands: expect.arrayContaining([{ command: 'buy', description: 'Пополнить' }]),
  });
  expect(server.violations).toEqual([]);
});

test('a profile that Telegram did not take is published next time', async () => {
  const server = new ScriptedApi();
  const profile = new PublishedProfile(server.api);
  server.answer('setMyDescription', {
    code: 429,
    description: 'Too Many Requests: retry after 9',
    parameters: { retry_after: 9 },
  });

  await expect(profile.refresh()).rejects.toThrow('Too Many Requests');
  await profile.refresh();
  expect(server.of('setMyDescription')).toHaveLength(3);
});
