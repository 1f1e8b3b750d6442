import { Composer, type Filter } from 'grammy';
import type { ImageInput } from '../../../domain/users/user.ts';
import type { PlainMessageKey } from '../texts/messages.ts';
import { translate } from '../texts/translate.ts';
import { modeNamedBy } from './commands.ts';
import type { BotContext } from './context.ts';
import { modeKeyboard } from './keyboards.ts';
import { largestFileBytes, pictureIn, repliedPicture } from './pictures.ts';
import { request } from './requests.ts';
import type { BotServices } from './services.ts';

/** Everything that is not a command: text, pictures, and what the bot does not understand. */
export function plainMessages(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('message:text', (ctx) => onText(ctx, services));
  composer.on(['message:photo', 'message:document'], (ctx) => onPicture(ctx, services));
  composer.on('message', (ctx) => onOther(ctx));
  return composer;
}

type MessageContext = Filter<BotContext, 'message'>;

async function onText(
  ctx: Filter<BotContext, 'message:text'>,
  services: BotServices,
): Promise<void> {
  const { user, language } = ctx.identified;
  const { text } = ctx.message;
  if (/^\/\w/.test(text)) {
    if (ctx.isPrivate) {
      await ctx.say(translate(language, 'unknown-command'));
    }
    return;
  }
  const mode = modeNamedBy(text);
  if (mode !== undefined) {
    await switchMode(ctx, services, mode);
    return;
  }
  const replied = await repliedPicture(ctx.message, services.reads);
  if (replied !== undefined) {
    await request(ctx, services, { kind: 'edit', prompt: text, inputs: [replied] });
    return;
  }
  if (user.pendingEdit?.chatId === ctx.chat.id) {
    await request(ctx, services, { kind: 'edit', prompt: text, inputs: user.pendingEdit.inputs });
    await services.setPendingEdit.execute(user.id, undefined);
    return;
  }
  await request(ctx, services, { kind: user.preferences.mode, prompt: text, inputs: [] });
}

async function switchMode(
  ctx: MessageContext,
  services: BotServices,
  mode: 'text' | 'image',
): Promise<void> {
  const { user, language } = ctx.identified;
  const changed = await services.changePreferences.execute({ userId: user.id, change: { mode } });
  await ctx.say(
    translate(language, mode === 'text' ? 'mode-text-on' : 'mode-image-on'),
    modeKeyboard(language, changed.ok ? changed.value : user),
  );
}

async function onPicture(ctx: MessageContext, services: BotServices): Promise<void> {
  const { user, language } = ctx.identified;
  const picture = pictureIn(ctx.message);
  switch (picture?.kind) {
    case 'picture':
      break;
    case 'too_large':
      await ctx.say(
        translate(language, 'file-too-large', { megabytes: largestFileBytes / 1024 / 1024 }),
      );
      return;
    default:
      await onOther(ctx);
      return;
  }
  const input: ImageInput = { kind: 'upload', fileId: picture.fileId };
  // "/edit make it blue" under a photo means the same as "make it blue".
  const caption = (ctx.message.caption ?? '').replace(/^\/(edit|image)(@\w+)?(\s+|$)/, '');
  if (ctx.message.media_group_id !== undefined) {
    await services.collectAlbumPhoto.execute(
      {
        key: `${ctx.chat.id}:${ctx.message.media_group_id}`,
        userId: user.id,
        destination: ctx.destination({ quote: true }),
      },
      { messageId: ctx.message.message_id, fileId: picture.fileId, caption },
    );
    return;
  }
  if (caption.trim() === '') {
    const { chatId } = ctx.destination({ quote: false });
    await services.setPendingEdit.execute(user.id, { chatId, inputs: [input] });
    await ctx.say(translate(language, 'edit-wanted', { pictures: 1 }));
    return;
  }
  await request(ctx, services, { kind: 'edit', prompt: caption, inputs: [input] });
}

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

async function onOther(ctx: MessageContext): Promise<void> {
  if (ctx.message.text === '') {
    await ctx.say(translate(ctx.identified.language, 'refusal-prompt-empty'));
    return;
  }
  const key = unsupported.find(([field]) => field in ctx.message)?.[1];
  if (key !== undefined && ctx.isPrivate) {
    await ctx.say(translate(ctx.identified.language, key));
  }
}
