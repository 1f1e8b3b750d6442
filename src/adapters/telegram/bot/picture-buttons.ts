import { Composer, InputFile } from 'grammy';
import type { Generation } from '../../../domain/generations/generation.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { GenerationId, ImageId } from '../../../domain/shared/ids.ts';
import { type PictureAction, parsePictureCallbackData } from '../callback-data.ts';
import { replyFields, threadFields } from '../messenger/message-fields.ts';
import { translate } from '../texts/translate.ts';
import type { BotContext } from './context.ts';
import { askWhatToChange } from './pending-edits.ts';
import { requestKeyOf, sayRefusal } from './requests.ts';
import type { BotServices } from './services.ts';

/** The buttons under a picture: again, edit, original file. */
export function pictureButtons(services: BotServices): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query:data', async (ctx, next) => {
    const action = parsePictureCallbackData(ctx.callbackQuery.data);
    if (action === undefined) {
      await next();
      return;
    }
    await onAction(ctx, services, action);
  });
  return composer;
}

function onAction(ctx: BotContext, services: BotServices, action: PictureAction): Promise<void> {
  switch (action.kind) {
    case 'again':
      return again(ctx, services, action.generationId);
    case 'edit':
      return edit(ctx, services, action.imageId);
    case 'file':
      return sendFile(ctx, services, action.imageId);
    default:
      return assertNever(action);
  }
}

async function again(ctx: BotContext, services: BotServices, id: GenerationId): Promise<void> {
  const { user, language } = ctx.identified;
  const repeated = await services.repeatGeneration.execute({
    generationId: id,
    requestKey: requestKeyOf(ctx),
    userId: user.id,
    destination: ctx.destination({ quote: !ctx.isPrivate }),
  });
  if (repeated.ok) {
    await ctx.acknowledge(translate(language, 'again-accepted'));
    return;
  }
  if (repeated.error.kind === 'unknown_generation') {
    await ctx.acknowledge(translate(language, 'button-not-yours'));
    return;
  }
  await ctx.acknowledge();
  await sayRefusal(ctx, repeated.error);
}

async function edit(ctx: BotContext, services: BotServices, imageId: ImageId): Promise<void> {
  const { user, language } = ctx.identified;
  const owned = await ownedPicture(services, imageId);
  if (owned?.userId !== user.id) {
    const key = owned === undefined ? 'edit-picture-gone' : 'button-not-yours';
    await ctx.acknowledge(translate(language, key));
    return;
  }
  await ctx.acknowledge();
  await askWhatToChange(ctx, services, [{ kind: 'stored', imageId }]);
}

async function sendFile(ctx: BotContext, services: BotServices, imageId: ImageId): Promise<void> {
  const { user, language } = ctx.identified;
  const [owned, record, bytes] = await Promise.all([
    ownedPicture(services, imageId),
    services.reads.images.find(imageId),
    services.reads.images.original(imageId),
  ]);
  if (record === undefined || bytes === undefined) {
    await ctx.acknowledge(translate(language, 'file-gone'));
    return;
  }
  if (owned?.userId !== user.id) {
    await ctx.acknowledge(translate(language, 'button-not-yours'));
    return;
  }
  await ctx.acknowledge(translate(language, 'file-sending'));
  const { threadId, replyToMessageId } = ctx.destination({ quote: !ctx.isPrivate });
  const extension = record.mimeType.replace('image/', '').replace('jpeg', 'jpg');
  const name = `nano-banana-${imageId.slice(-8)}.${extension}`;
  await ctx.replyWithDocument(new InputFile(bytes, name), {
    disable_content_type_detection: true,
    ...threadFields(threadId),
    ...replyFields(replyToMessageId),
  });
}

async function ownedPicture(
  { reads }: BotServices,
  imageId: ImageId,
): Promise<Generation | undefined> {
  const record = await reads.images.find(imageId);
  return record && reads.generations.find(record.generationId);
}
