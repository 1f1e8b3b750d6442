import { Composer, type Filter } from 'grammy';
import type { Message } from 'grammy/types';
import type { ImageInput } from '../../../domain/users/user.ts';
import type { PlainMessageKey } from '../texts/messages.ts';
import { translate } from '../texts/translate.ts';
import { albumKeyOf } from './addressed.ts';
import type { BotContext } from './context.ts';
import { announceMode, modeNamedBy } from './modes.ts';
import { askWhatToChange } from './pending-edits.ts';
import { largestFileBytes, pictureIn, repliedFile, repliedPicture } from './pictures.ts';
import { quotedText, withQuote } from './quoted.ts';
import { request, requestEdit, withoutMention } from './requests.ts';
import type { BotServices } from './services.ts';

/** Everything that is not a command: text, pictures, and what the bot does not understand. */
export function plainMessages(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const answered = new AnsweredAlbums();
  composer.on('message:text', (ctx) => onText(ctx, services));
  composer.on(['message:photo', 'message:document'], async (ctx, next) => {
    await ((await onPicture(ctx, services)) || next());
  });
  composer.on('message', (ctx) => onOther(ctx, answered));
  return composer;
}

type MessageContext = Filter<BotContext, 'message'>;

/** As Telegram finds commands: `/usr/bin` is none. */
const commandPattern = /^\/(\w{1,64})(?:@\w+)?(?![\w/<>])/;

async function onText(
  ctx: Filter<BotContext, 'message:text'>,
  services: BotServices,
): Promise<void> {
  const { user, language } = ctx.identified;
  const text = withoutMention(ctx, ctx.message.text);
  if (commandPattern.test(ctx.message.text)) {
    if (ctx.isPrivate) {
      await ctx.say(translate(language, 'unknown-command'));
    }
    return;
  }
  const mode = modeNamedBy(text);
  if (mode !== undefined) {
    const change = { mode };
    const changed = await services.changePreferences.execute({ userId: user.id, change });
    await announceMode(ctx, changed.ok ? changed.value : user);
    return;
  }
  const replied = await repliedPicture(ctx.message, services.reads);
  if (replied !== undefined) {
    await requestEdit(ctx, services, text, [replied]);
    return;
  }
  const quoted = await quotedText(ctx.message, ctx.me.id, services.reads);
  if (ctx.pendingEdit !== undefined && quoted === undefined) {
    await requestEdit(ctx, services, text, ctx.pendingEdit.inputs);
    return;
  }
  await request(ctx, services, user.preferences.mode, withQuote(text, quoted));
}

/** @returns false for a file that is no picture. */
async function onPicture(ctx: MessageContext, services: BotServices): Promise<boolean> {
  const picture = pictureIn(ctx.message);
  switch (picture?.kind) {
    case 'picture':
      await onUpload(ctx, services, picture.fileId);
      return true;
    case 'too_large': {
      const megabytes = largestFileBytes / 1024 / 1024;
      await ctx.say(translate(ctx.identified.language, 'file-too-large', { megabytes }));
      return true;
    }
    default:
      return false;
  }
}

async function onUpload(ctx: MessageContext, services: BotServices, fileId: string): Promise<void> {
  const caption = withoutMention(ctx, ctx.message.caption ?? '');
  const [command, name] = commandPattern.exec(caption) ?? [];
  if (command !== undefined && name !== 'edit' && name !== 'image') {
    await ctx.say(translate(ctx.identified.language, 'edit-usage'));
    return;
  }
  // "/edit make it blue" under a photo means the same as "make it blue".
  const prompt = caption.slice(command?.length ?? 0).trim();
  const albumKey = albumKeyOf(ctx.message);
  if (albumKey !== undefined) {
    await collect(ctx, services, albumKey, { fileId, prompt });
    return;
  }
  const replied = await repliedPicture(ctx.message, services.reads);
  const own: ImageInput = { kind: 'upload', fileId };
  const inputs = replied === undefined ? [own] : [replied, own];
  await (prompt === ''
    ? askWhatToChange(ctx, services, inputs)
    : requestEdit(ctx, services, prompt, inputs));
}

/** The picture that an album replies to becomes its first; each photo brings it along. */
async function collect(
  ctx: MessageContext,
  { collectAlbumPhoto }: BotServices,
  key: string,
  { fileId, prompt }: { readonly fileId: string; readonly prompt: string },
): Promise<void> {
  const { message, identified } = ctx;
  const album = {
    key,
    userId: identified.user.id,
    destination: ctx.destination({ quote: true }),
  };
  const repliedId = message.reply_to_message?.message_id;
  const replied = repliedFile(message);
  if (repliedId !== undefined && replied !== undefined) {
    await collectAlbumPhoto.execute(album, { messageId: repliedId, fileId: replied });
  }
  const messageId = message.message_id;
  await collectAlbumPhoto.execute(album, { messageId, fileId, caption: prompt });
}

const rememberedAlbums = 1_000;

/** What people send and the bot cannot use. Anything else (pins, joins, ...) is met with silence. */
const unsupported: readonly (readonly [string, PlainMessageKey])[] = [
  ['video', 'unsupported-video'],
  ['video_note', 'unsupported-video'],
  ['animation', 'unsupported-video'],
  ['sticker', 'unsupported-sticker'],
  ['voice', 'unsupported-voice'],
  ['audio', 'unsupported-audio'],
  ['poll', 'unsupported-poll'],
  ['document', 'unsupported-file'],
  ['contact', 'unsupported-other'],
  ['location', 'unsupported-other'],
  ['venue', 'unsupported-other'],
  ['dice', 'unsupported-other'],
  ['game', 'unsupported-other'],
  ['story', 'unsupported-other'],
  ['paid_media', 'unsupported-other'],
];

/** One sentence is enough for an album of what the bot cannot use. */
class AnsweredAlbums {
  readonly #keys = new Set<string>();

  /** @returns false for a message of an album that was answered already. */
  mayAnswer(message: Message): boolean {
    const key = albumKeyOf(message);
    if (key === undefined) {
      return true;
    }
    const isFirst = !this.#keys.has(key);
    this.#keys.add(key);
    for (const oldest of this.#keys) {
      if (this.#keys.size <= rememberedAlbums) {
        break;
      }
      this.#keys.delete(oldest);
    }
    return isFirst;
  }
}

async function onOther(ctx: MessageContext, answered: AnsweredAlbums): Promise<void> {
  const { language } = ctx.identified;
  if (ctx.message.text === '') {
    await ctx.say(translate(language, 'refusal-prompt-empty'));
    return;
  }
  const key = unsupported.find(([field]) => field in ctx.message)?.[1];
  if (key !== undefined && ctx.isPrivate && answered.mayAnswer(ctx.message)) {
    await ctx.say(translate(language, key));
  }
}
