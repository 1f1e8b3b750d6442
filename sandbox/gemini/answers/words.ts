import { createHash } from 'node:crypto';
import { languageOf, shorten } from './language.ts';
import { longAnswer, markdownAnswer } from './showcase.ts';

export interface Conversation {
  readonly modelId: string;
  readonly prompt: string;
  /** User turns before, oldest first. */
  readonly earlierPrompts: readonly string[];
  readonly imageCount: number;
}

const ECHO = /^echo:[ \t]?([\s\S]+)$/i;
const MARKDOWN = /\bmarkdown\b|маркдаун|разметк/iu;
const LONG = /^(?:write |give me )?an? long\b|^long\b|\blong (?:answer|text|story|reply)\b|длинн/iu;

/**
 * The words of a text answer, in the language of the prompt. Always the same for the same conversation.
 * - `echo: X` answers X and nothing else.
 * - "markdown" (also "разметка") shows every kind of formatting.
 * - "long answer" (also "длинный ответ") is longer than 9,000 characters, with code blocks across the 4,096 marks.
 * - Everything else repeats the prompt and says what it remembers: "Earlier messages I remember: 2. You wrote before:
 *   “…”." or "Помню ваших сообщений: 2. Раньше вы писали: «…»."; with no memory "This is the start of our
 *   conversation." or "Это начало нашего разговора.".
 */
export function wordsFor(conversation: Conversation): string {
  const { prompt } = conversation;
  const echoed = ECHO.exec(prompt)?.[1];
  if (echoed !== undefined) return echoed;
  const language = languageOf(prompt);
  if (MARKDOWN.test(prompt)) return markdownAnswer(language, memoryOf(conversation));
  if (LONG.test(prompt)) return longAnswer(language, memoryOf(conversation));
  return chat(conversation);
}

/** The caption that an image model writes beside its picture. */
export function captionFor(prompt: string, isEdit: boolean): string {
  const quoted = shorten(prompt, 160);
  if (languageOf(prompt) === 'ru') {
    return isEdit ? `Готово, вот правка: «${quoted}».` : `Готово, вот картинка: «${quoted}».`;
  }
  return isEdit ? `Here is the edited picture: “${quoted}”.` : `Here is your picture: “${quoted}”.`;
}

/** What an image model says when it will not draw. */
export function refusalToDraw(prompt: string): string {
  return languageOf(prompt) === 'ru'
    ? 'Я могу описать эту картинку словами, но рисовать её не стану.'
    : 'I can describe this picture in words, but I will not draw it.';
}

/** A thought summary, sent when thoughts are asked for. */
export function thoughtsFor(prompt: string): string {
  const quoted = shorten(prompt, 80);
  return languageOf(prompt) === 'ru'
    ? `**Разбираю вопрос**\n\nСмотрю на «${quoted}» и выбираю слова.\n`
    : `**Considering the question**\n\nLooking at “${quoted}” and choosing words.\n`;
}

function chat(conversation: Conversation): string {
  const { prompt, modelId } = conversation;
  const quoted = shorten(prompt, 400);
  const phrases = PHRASES[languageOf(prompt)];
  const dice = createHash('sha256').update(prompt).digest();
  const opening = phrases.openings[dice.readUInt8(0) % phrases.openings.length] ?? '';
  const tip = phrases.tips[dice.readUInt8(1) % phrases.tips.length] ?? '';
  const asked = quoted === '' ? '' : ` ${phrases.asked(quoted)}`;
  return [`${opening}${asked}`, phrases.about(modelId), memoryOf(conversation), tip].join('\n\n');
}

function memoryOf(conversation: Conversation): string {
  const { earlierPrompts, imageCount } = conversation;
  const phrases = PHRASES[languageOf(conversation.prompt)];
  const before = earlierPrompts.at(-1);
  const memory =
    before === undefined
      ? phrases.start
      : phrases.memory(earlierPrompts.length, shorten(before, 200));
  return imageCount === 0 ? memory : `${phrases.images(imageCount)} ${memory}`;
}

const PHRASES = {
  en: {
    openings: ['Good question!', 'Happy to help!', 'Let us see.', 'Got it.', 'With pleasure!'],
    asked: (prompt: string) => `You asked: “${prompt}”.`,
    about: (modelId: string) =>
      `I stand in for **${modelId}** here: no key, no network, and the same words for the same question. With a real key the model itself answers in this place.`,
    start: 'This is the start of our conversation.',
    memory: (count: number, before: string) =>
      `Earlier messages I remember: ${count}. You wrote before: “${before}”.`,
    images: (count: number) => `Pictures I see: ${count}.`,
    tips: [
      'Write `markdown` to see headings, lists, a table and code.',
      'Write `long answer` to see a reply of several messages.',
      'Send a photo with a caption and I will repaint it.',
      'Try `/image a banana in space`.',
      'Write `#overload` to see how the bot copes with a busy model.',
    ],
  },
  ru: {
    openings: ['Хороший вопрос!', 'С радостью помогу!', 'Давайте посмотрим.', 'Понял.', 'Охотно!'],
    asked: (prompt: string) => `Вы спросили: «${prompt}».`,
    about: (modelId: string) =>
      `Здесь я замещаю **${modelId}**: без ключа, без сети и одними словами на один и тот же вопрос. С настоящим ключом на этом месте отвечает сама модель.`,
    start: 'Это начало нашего разговора.',
    memory: (count: number, before: string) =>
      `Помню ваших сообщений: ${count}. Раньше вы писали: «${before}».`,
    images: (count: number) => `Вижу картинок: ${count}.`,
    tips: [
      'Напишите «разметка», чтобы увидеть заголовки, списки, таблицу и код.',
      'Напишите «длинный ответ», чтобы увидеть ответ из нескольких сообщений.',
      'Пришлите фото с подписью, и я его перекрашу.',
      'Попробуйте `/image банан в космосе`.',
      'Напишите `#overload`, чтобы увидеть, как бот справляется с занятой моделью.',
    ],
  },
} as const;
