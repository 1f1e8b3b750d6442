import { type Api, InputFile } from 'grammy';
import type { Message } from 'grammy/types';
import type { Delivery, DeliveryProblem } from '../../../application/ports/messenger.ts';
import type { GenerationOutput } from '../../../domain/generations/generation.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { ImageId } from '../../../domain/shared/ids.ts';
import { chatId as toChatId } from '../../../domain/shared/ids.ts';
import { ok, type Result } from '../../../domain/shared/result.ts';
import { type PlannedPart, planDelivery } from './delivery-plan.ts';
import { emptyText, type RichText } from './markdown/rich-text.ts';
import {
  captionFields,
  entityFields,
  noPreview,
  pictureKeyboard,
  replyFields,
  targetOf,
  threadFields,
} from './message-fields.ts';
import { fitsAsPhoto, pictureExtension } from './picture-header.ts';
import type { TelegramSender } from './sender.ts';

type Sent = Result<Message, DeliveryProblem>;

/** Sends the messages of one result, each once. */
export class ResultDelivery {
  readonly #api: Api;
  readonly #sender: TelegramSender;
  readonly #delivery: Delivery;
  /** Pictures that Telegram has as files already. */
  readonly #sentAsFile = new Set<ImageId>();

  constructor(api: Api, sender: TelegramSender, delivery: Delivery) {
    this.#api = api;
    this.#sender = sender;
    this.#delivery = delivery;
  }

  async run(output: GenerationOutput): Promise<Result<void, DeliveryProblem>> {
    const { delivered, generation, onPart } = this.#delivery;
    const done = new Set(delivered.map(({ index }) => index));
    const left = planDelivery(generation, output).filter(({ index }) => !done.has(index));
    for (const [position, part] of left.entries()) {
      if (!this.#isWanted(part)) {
        continue;
      }
      const sent = await this.#send(part);
      if (sent.ok) {
        const { chat, message_id: messageId } = sent.value;
        const imageId = part.kind === 'text' ? undefined : part.imageId;
        const isLast = !left.slice(position + 1).some((next) => this.#isWanted(next));
        await onPart({ index: part.index, chatId: toChatId(chat.id), messageId, imageId }, isLast);
      } else {
        return sent;
      }
    }
    return ok();
  }

  #isWanted(part: PlannedPart): boolean {
    if (part.kind !== 'file') {
      return true;
    }
    const isFileAlready =
      this.#sentAsFile.has(part.imageId) || !fitsAsPhoto(this.#bytes(part.imageId));
    return this.#delivery.sendAsFile && !isFileAlready;
  }

  #send(part: PlannedPart): Promise<Sent> {
    switch (part.kind) {
      case 'text':
        return this.#sendText(part.text, part.index);
      case 'picture':
        return this.#sendPicture(part);
      case 'file':
        return this.#sendFile(part.imageId, emptyText, false);
      default:
        return assertNever(part);
    }
  }

  #sendText(text: RichText, index: number): Promise<Sent> {
    const { destination } = this.#delivery.generation;
    return this.#sender.send(
      targetOf(destination, text.entities.length === 0),
      ({ chatId, threadId, isPlain }) =>
        this.#api.sendMessage(chatId, text.text, {
          ...(isPlain ? {} : entityFields(text)),
          ...threadFields(threadId),
          ...replyFields(index === 0 ? destination.replyToMessageId : undefined),
          ...noPreview,
        }),
    );
  }

  async #sendPicture({
    imageId,
    caption,
  }: Extract<PlannedPart, { kind: 'picture' }>): Promise<Sent> {
    const bytes = this.#bytes(imageId);
    if (!fitsAsPhoto(bytes)) {
      return this.#sendFile(imageId, caption, true);
    }
    const { generation, sendAsFile } = this.#delivery;
    const { destination } = generation;
    const sent = await this.#sender.send(
      targetOf(destination, caption.entities.length === 0),
      ({ chatId, threadId, isPlain }) =>
        this.#api.sendPhoto(chatId, new InputFile(bytes, fileName(imageId, bytes)), {
          ...captionFields(caption, isPlain),
          ...threadFields(threadId),
          ...replyFields(destination.replyToMessageId),
          reply_markup: pictureKeyboard(generation, imageId, !sendAsFile),
        }),
    );
    // Telegram has more rules for photos than it publishes; a file has almost none.
    return !sent.ok && sent.error.kind === 'refused'
      ? this.#sendFile(imageId, caption, true)
      : sent;
  }

  /** @param isInstead it stands for the picture, and so carries its buttons. */
  async #sendFile(imageId: ImageId, caption: RichText, isInstead: boolean): Promise<Sent> {
    const bytes = this.#bytes(imageId);
    const { generation } = this.#delivery;
    const { destination } = generation;
    this.#sentAsFile.add(imageId);
    return this.#sender.send(
      targetOf(destination, caption.entities.length === 0),
      ({ chatId, threadId, isPlain }) =>
        this.#api.sendDocument(chatId, new InputFile(bytes, fileName(imageId, bytes)), {
          ...captionFields(caption, isPlain),
          ...threadFields(threadId),
          ...(isInstead
            ? {
                ...replyFields(destination.replyToMessageId),
                reply_markup: pictureKeyboard(generation, imageId, false),
              }
            : {}),
        }),
    );
  }

  #bytes(imageId: ImageId): Uint8Array {
    const bytes = this.#delivery.images.get(imageId);
    if (bytes === undefined) {
      throw new Error(`Cannot deliver image ${imageId} as its bytes were not given`);
    }
    return bytes;
  }
}

/** The end of the id: ids that were made at the same time begin alike. */
function fileName(imageId: ImageId, bytes: Uint8Array): string {
  return `nano-banana-${imageId.slice(-8)}.${pictureExtension(bytes)}`;
}
