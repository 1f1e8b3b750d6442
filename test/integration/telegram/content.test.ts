import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EditableTexts } from '../../../src/adapters/telegram/texts/editing/editable-texts.ts';
import { translate } from '../../../src/adapters/telegram/texts/translate.ts';
import { ListContent } from '../../../src/application/content/list-content.ts';
import { RefreshContent } from '../../../src/application/content/refresh-content.ts';
import { ResetContent } from '../../../src/application/content/reset-content.ts';
import { SaveContent } from '../../../src/application/content/save-content.ts';
import { InMemoryUnitOfWork } from '../../fakes/in-memory-unit-of-work.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';

const texts = new EditableTexts();
let unitOfWork: InMemoryUnitOfWork;
let clock: ManualClock;
let logger: RecordingLogger;
let save: SaveContent;
let reset: ResetContent;
let list: ListContent;
let refresh: RefreshContent;

beforeEach(() => {
  unitOfWork = new InMemoryUnitOfWork();
  clock = new ManualClock();
  logger = new RecordingLogger();
  const { content } = unitOfWork.direct;
  save = new SaveContent(unitOfWork, texts, clock);
  reset = new ResetContent(unitOfWork, texts);
  list = new ListContent(texts, content);
  refresh = new RefreshContent(content, texts, logger);
});

afterEach(() => {
  texts.use([]);
});

const greeting = { key: 'start-new', language: 'en', text: 'Hi { $name }!' } as const;
const greet = () => translate('en', 'start-new', { name: 'Bo', credits: 1 });

describe('SaveContent', () => {
  test('words a text anew, from the next round of the process on', async () => {
    const before = greet();

    expect(await save.execute({ ...greeting, text: ' Hi { $name }!\r\n\0' })).toEqual({
      ok: true,
      value: { before: undefined, after: { ...greeting, updatedAt: clock.now() } },
    });
    expect(greet()).toBe(before);
    await refresh.execute();
    expect(greet()).toBe('Hi Bo!');
  });

  test('tells what stood before', async () => {
    await save.execute(greeting);

    expect(await save.execute({ ...greeting, text: 'Yo' })).toMatchObject({
      value: { before: { text: 'Hi { $name }!' }, after: { text: 'Yo' } },
    });
  });

  test('refuses a text that breaks a rule, and names it', async () => {
    expect(await save.execute({ ...greeting, text: 'Hi { $nmae }' })).toEqual({
      ok: false,
      error: {
        kind: 'invalid_content',
        key: 'start-new',
        language: 'en',
        problem: { rule: 'unknown_variable', name: 'nmae', allowed: ['name', 'credits'] },
      },
    });
    expect(await unitOfWork.direct.content.all()).toEqual([]);
  });

  test.each(['operator-question', 'nothing', '__proto__', ''])(
    'refuses what is not for editing: %j',
    async (key) => {
      expect(await save.execute({ ...greeting, key })).toEqual({
        ok: false,
        error: { kind: 'unknown_content', key },
      });
    },
  );
});

describe('ResetContent', () => {
  test('brings the default back, once', async () => {
    const before = greet();
    await save.execute(greeting);
    await refresh.execute();

    expect(await reset.execute(greeting)).toMatchObject({
      value: { before: { text: greeting.text } },
    });
    await refresh.execute();
    expect(greet()).toBe(before);
    expect(await reset.execute(greeting)).toEqual({ ok: true, value: { before: undefined } });
  });

  test('clears away a text that only an earlier release had', async () => {
    const old = { key: 'old', language: 'en', text: 'x', updatedAt: clock.now() } as const;
    await unitOfWork.direct.content.save(old);

    expect(await reset.execute(old)).toEqual({ ok: true, value: { before: old } });
    expect(await reset.execute(old)).toEqual({
      ok: false,
      error: { kind: 'unknown_content', key: 'old' },
    });
  });
});

describe('RefreshContent', () => {
  test('leaves out what this release cannot write, and says so once', async () => {
    const { content } = unitOfWork.direct;
    const broken = {
      key: 'help',
      language: 'ru',
      text: '{ $gone }',
      updatedAt: clock.now(),
    } as const;
    await content.save(broken);
    await content.save({ ...broken, key: 'of-old' });
    await save.execute(greeting);

    await refresh.execute();
    await refresh.execute();

    expect(greet()).toBe('Hi Bo!');
    expect(logger.of('content_not_usable').map(({ fields }) => fields)).toEqual([
      { key: 'help', language: 'ru', rule: 'unknown_variable' },
      { key: 'of-old', language: 'ru', rule: 'unknown_key' },
    ]);
  });

  test('keeps what is in use while the database is away', async () => {
    await save.execute(greeting);
    await refresh.execute();
    const away = { all: () => Promise.reject(new Error('away')) };

    await expect(new RefreshContent(away, texts, logger).execute()).rejects.toThrow('away');
    expect(greet()).toBe('Hi Bo!');
  });
});

describe('ListContent', () => {
  test('shows each text with its default and what became of it', async () => {
    await save.execute(greeting);
    const [entry, ...others] = await list.execute({ search: 'START-NEW' });

    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      key: 'start-new',
      group: 'welcome',
      description: 'Answer to the first /start',
      variables: [
        { name: 'name', type: 'text' },
        { name: 'credits', type: 'number' },
      ],
      maxShownLength: 3500,
      texts: [
        { language: 'ru', edited: undefined },
        { language: 'en', edited: { text: greeting.text, updatedAt: clock.now() } },
      ],
    });
    expect(entry?.texts[1]?.defaultText).toMatch(/^Hello, \{ \$name \}! 🍌\n\nI am Nano Banana/);
  });

  test('finds by words of any text, by group, and by whether it was edited', async () => {
    await save.execute(greeting);
    const keys = async (filter: Parameters<ListContent['execute']>[0]) =>
      (await list.execute(filter)).map(({ key }) => key);

    expect(await keys({ search: ' здравствуйте ' })).toEqual(['start-new']);
    expect(await keys({ search: 'hi { $name' })).toEqual(['start-new']);
    expect(await keys({ groups: ['promo'] })).toHaveLength(9);
    expect(await keys({ isEdited: true })).toEqual(['start-new']);
    expect(await keys({ isEdited: false, groups: ['welcome'] })).not.toContain('start-new');
    expect((await keys({})).length).toBe(texts.entries().length);
  });
});
